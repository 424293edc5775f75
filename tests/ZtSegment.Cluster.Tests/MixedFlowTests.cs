using ZtSegment.Cluster.Contracts;
using ZtSegment.Cluster.Tests.Silos;

namespace ZtSegment.Cluster.Tests;

/// <summary>
/// Before, web may send anywhere and db lets nobody in; after, web may send nowhere and db lets web's prefix in. Neither lets web to db, but web as
/// before and db as after would.
/// </summary>
public sealed class MixedFlowTests
{
    private const string Before = Shop.Estate + """
        ---
        apiVersion: ztsegment/v1
        kind: FlowPolicy
        metadata: { name: web-to-anywhere }
        spec: { from: [{ workload: web }], to: [{ cidr: 0.0.0.0/0 }], ports: [any] }

        """;

    private const string After = Shop.Estate + """
        ---
        apiVersion: ztsegment/v1
        kind: FlowPolicy
        metadata: { name: into-db }
        spec: { from: [{ cidr: 10.20.1.0/24 }], to: [{ workload: db }], ports: [5432/tcp] }

        """;

    [Fact]
    public async Task The_end_that_gains_waits_in_what_old_and_new_have_in_common_until_the_other_has_lost()
    {
        await using var cluster = await EstateCluster.StartAsync(new SharedStore());
        await using var web = SimulatedHost.Start(() => cluster.Grains, "web");
        await using var db = SimulatedHost.Start(() => cluster.Grains, "db");
        await cluster.ApplyAsync("shop", Before);
        await cluster.IsAsync("web", PointState.Proved);
        await cluster.IsAsync("db", PointState.Proved);
        await cluster.Point("web").HoldAsync(new Hold("ops", "a test", DateTimeOffset.UtcNow, null));

        await cluster.ApplyAsync("shop", After);

        var waiting = await cluster.IsAsync("db", PointState.Waiting);
        Assert.Equal("linux/web", Assert.Single(waiting.WaitsFor));
        Assert.DoesNotContain("10.20.1.0/24", db.Enforced!.Text);

        await cluster.Point("web").ReleaseAsync("ops");

        await cluster.IsAsync("web", PointState.Proved);
        await Eventually.AsyncTrue(() => db.Enforced!.Text.Contains("10.20.1.0", StringComparison.Ordinal));
        await cluster.IsAsync("db", PointState.Proved);
    }

    [Fact]
    public async Task It_still_waits_after_the_controller_was_started_again()
    {
        var store = new SharedStore();
        var cluster = await EstateCluster.StartAsync(store);
        await using var web = SimulatedHost.Start(() => cluster.Grains, "web");
        await using var db = SimulatedHost.Start(() => cluster.Grains, "db");
        await cluster.ApplyAsync("shop", Before);
        await cluster.IsAsync("web", PointState.Proved);
        await cluster.IsAsync("db", PointState.Proved);
        await cluster.Point("web").HoldAsync(new Hold("ops", "a test", DateTimeOffset.UtcNow, null));
        await cluster.ApplyAsync("shop", After);
        await cluster.IsAsync("db", PointState.Waiting);

        await cluster.DisposeAsync();
        cluster = await EstateCluster.StartAsync(store);

        await cluster.IsAsync("db", PointState.Waiting);
        Assert.DoesNotContain("10.20.1.0", db.Enforced!.Text);
        await cluster.Point("web").ReleaseAsync("ops");
        await cluster.IsAsync("db", PointState.Proved);
        Assert.Contains("10.20.1.0", db.Enforced!.Text);
        await cluster.DisposeAsync();
    }

    [Fact]
    public async Task Nobody_waits_for_a_host_that_never_had_a_ruleset_of_ours()
    {
        await using var cluster = await EstateCluster.StartAsync(new SharedStore());
        await using var db = SimulatedHost.Start(() => cluster.Grains, "db");
        await cluster.ApplyAsync("shop", Before);
        await cluster.IsAsync("db", PointState.Proved);

        await cluster.ApplyAsync("shop", After);

        await Eventually.AsyncTrue(() => db.Enforced!.Text.Contains("10.20.1.0", StringComparison.Ordinal));
        await cluster.IsAsync("db", PointState.Proved);
    }
}
