using ZtSegment.Cluster.Contracts;
using ZtSegment.Cluster.Tests;

namespace ZtSegment.Controller.Tests.Gateway;

/// <summary>From an accepted revision to the kernel of its host and back: grains, gateway, agent and kernel are the real ones.</summary>
public sealed class EnforcedHostTests : IDisposable
{
    private const string Open = Shop.Estate + "---\n" + Shop.WebToDb;
    private const string WebToDb = "\"concat\":[\"10.20.1.11\",\"tcp\",5432]";

    private readonly RunningAgent.Host db = new("db");

    public void Dispose() => db.Dispose();

    [Fact]
    public async Task A_revision_is_enforced_in_the_kernel_and_proved_from_what_it_holds()
    {
        await using var gateway = await GatewayHost.StartAsync();
        await using var agent = await RunningAgent.StartAsync(gateway, db);

        await gateway.Cluster.ApplyAsync("shop", Open);
        await gateway.Cluster.IsAsync("db", PointState.Proved);
        Assert.Contains(WebToDb, db.Table().Replace(" ", ""));

        await gateway.Cluster.ApplyAsync("shop", Shop.Estate);
        await Eventually.AsyncTrue(() => !db.Table().Replace(" ", "").Contains(WebToDb, StringComparison.Ordinal));
        await gateway.Cluster.IsAsync("db", PointState.Proved);
    }

    [Theory]
    [InlineData("flush ruleset")]
    [InlineData("add element inet ztsegment zt_self4 { 10.20.2.99 }")]
    [InlineData("insert rule inet ztsegment input meta cpu 3 accept")]
    public async Task What_somebody_does_to_the_table_is_undone(string change)
    {
        await using var gateway = await GatewayHost.StartAsync();
        await using var agent = await RunningAgent.StartAsync(gateway, db);
        await gateway.Cluster.ApplyAsync("shop", Open);
        var before = (await gateway.Cluster.IsAsync("db", PointState.Proved)).ObservedGeneration;

        db.Nft(change);

        await Eventually.AsyncTrue(async () => await gateway.Cluster.StatusAsync("db") is { State: PointState.Proved } status && status.ObservedGeneration > before);
        Assert.DoesNotContain("10.20.2.99", db.Table());
        Assert.DoesNotContain("cpu", db.Table());
    }

    [Fact]
    public async Task A_host_without_an_agent_keeps_its_rules_and_needs_no_push_when_it_is_back()
    {
        await using var gateway = await GatewayHost.StartAsync();
        long generation;
        await using (await RunningAgent.StartAsync(gateway, db))
        {
            await gateway.Cluster.ApplyAsync("shop", Open);
            generation = (await gateway.Cluster.IsAsync("db", PointState.Proved)).ObservedGeneration;
        }

        await gateway.Cluster.IsAsync("db", PointState.Unreachable);
        Assert.True(db.HasTable());
        await using var again = await RunningAgent.StartAsync(gateway, db);

        Assert.Equal(generation, (await gateway.Cluster.IsAsync("db", PointState.Proved)).ObservedGeneration);
    }

    [Fact]
    public async Task A_host_that_is_declared_no_more_is_left_without_our_table()
    {
        await using var gateway = await GatewayHost.StartAsync();
        await using var agent = await RunningAgent.StartAsync(gateway, db);
        await gateway.Cluster.ApplyAsync("shop", Open);
        await gateway.Cluster.IsAsync("db", PointState.Proved);

        await gateway.Cluster.ApplyAsync("shop", Open.Replace("host: db", "host: other"));

        await Eventually.AsyncTrue(() => !db.HasTable());
    }
}
