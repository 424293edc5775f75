using System.Collections.Immutable;
using ZtSegment.Cluster.Contracts;
using ZtSegment.Cluster.Tests.Silos;

namespace ZtSegment.Cluster.Tests;

public sealed class GoingLiveTests
{
    [Fact]
    public async Task An_accepted_revision_reaches_every_host_and_is_proved_there()
    {
        await using var cluster = await EstateCluster.StartAsync(new SharedStore());
        await using var web = SimulatedHost.Start(() => cluster.Grains, "web");
        await using var db = SimulatedHost.Start(() => cluster.Grains, "db");

        await cluster.ApplyAsync("shop", Shop.Estate + "---\n" + Shop.WebToDb);

        var status = await cluster.IsAsync("db", PointState.Proved);
        Assert.Equal("db", Assert.Single(status.Workloads));
        Assert.Equal(db.Enforced!.Hash, status.ObservedHash);
        Assert.Contains("10.20.1.11 . tcp . 5432", db.Enforced.Text);
    }

    [Fact]
    public async Task A_workload_that_leaves_a_segment_loses_its_flow_at_the_far_end()
    {
        await using var cluster = await EstateCluster.StartAsync(new SharedStore());
        await using var db = SimulatedHost.Start(() => cluster.Grains, "db");
        await cluster.ApplyAsync("shop", (Shop.Estate + "---\n" + Shop.WebToDb).Replace("name: web, labels: { tier: web }", "name: web", StringComparison.Ordinal));
        await cluster.Grains.GetGrain<IWorkloadGrain>("web").UpdateAsync(Labelled("web"));
        await Eventually.AsyncTrue(() => db.Enforced?.Text.Contains("10.20.1.11 . tcp . 5432", StringComparison.Ordinal) == true);

        await cluster.Grains.GetGrain<IWorkloadGrain>("web").UpdateAsync(Labelled("batch"));

        await Eventually.AsyncTrue(() => !db.Enforced!.Text.Contains("10.20.1.11", StringComparison.Ordinal));
        await cluster.IsAsync("db", PointState.Proved);
    }

    [Fact]
    public async Task A_host_that_refuses_keeps_what_it_has_and_is_tried_again()
    {
        await using var cluster = await EstateCluster.StartAsync(new SharedStore());
        await using var db = SimulatedHost.Start(() => cluster.Grains, "db");
        var attempts = 0;
        db.Refuses = _ => ++attempts < 3 ? "no memory" : null;

        await cluster.ApplyAsync("shop", Shop.Estate);

        await Eventually.AsyncTrue(async () => (await cluster.StatusAsync("db")).LastError == "no memory");
        await cluster.IsAsync("db", PointState.Proved);
        Assert.Equal(3, attempts);
    }

    [Fact]
    public async Task What_somebody_changed_on_the_host_is_pushed_again()
    {
        await using var cluster = await EstateCluster.StartAsync(new SharedStore());
        await using var db = SimulatedHost.Start(() => cluster.Grains, "db");
        await cluster.ApplyAsync("shop", Shop.Estate);
        await cluster.IsAsync("db", PointState.Proved);
        var before = db.Enforced!.Generation;

        await db.DriftAsync();

        await Eventually.AsyncTrue(() => db.Enforced?.Generation > before);
        await cluster.IsAsync("db", PointState.Proved);
    }

    [Fact]
    public async Task A_held_point_gets_nothing_until_it_is_released()
    {
        await using var cluster = await EstateCluster.StartAsync(new SharedStore());
        await using var db = SimulatedHost.Start(() => cluster.Grains, "db");
        await cluster.ApplyAsync("shop", Shop.Estate);
        await cluster.IsAsync("db", PointState.Proved);
        var before = db.Enforced;
        await cluster.Point("db").HoldAsync(new Hold("ops", "a disk is being replaced", DateTimeOffset.UtcNow, null));

        await cluster.ApplyAsync("shop", Shop.Estate + "---\n" + Shop.WebToDb);

        await cluster.View.ReachAsync(2, default);
        await Task.Delay(200);
        Assert.Equal(PointState.Held, (await cluster.StatusAsync("db")).State);
        Assert.Same(before, db.Enforced);
        await cluster.Point("db").ReleaseAsync("ops");
        await cluster.IsAsync("db", PointState.Proved);
        Assert.NotSame(before, db.Enforced);
    }

    [Fact]
    public async Task A_policy_ends_at_its_time_by_itself()
    {
        await using var cluster = await EstateCluster.StartAsync(new SharedStore());
        await using var db = SimulatedHost.Start(() => cluster.Grains, "db");
        var end = DateTimeOffset.UtcNow.AddSeconds(3);
        await cluster.ApplyAsync("shop", Shop.Estate + "---\n" + Shop.WebToDb.Replace("5432/tcp] }", $"5432/tcp], expires: {end.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} }}", StringComparison.Ordinal));
        await cluster.IsAsync("db", PointState.Proved);
        Assert.Contains("10.20.1.11 . tcp . 5432", db.Enforced!.Text);

        await Eventually.AsyncTrue(() => !db.Enforced!.Text.Contains("10.20.1.11", StringComparison.Ordinal));

        Assert.True(DateTimeOffset.UtcNow >= end);
    }

    [Fact]
    public async Task A_host_that_no_workload_declares_any_more_is_left_without_our_table()
    {
        await using var cluster = await EstateCluster.StartAsync(new SharedStore());
        await using var db = SimulatedHost.Start(() => cluster.Grains, "db");
        await cluster.ApplyAsync("shop", Shop.Estate);
        await cluster.IsAsync("db", PointState.Proved);

        await cluster.ApplyAsync("shop", Shop.Estate.Replace("host: db", "host: other", StringComparison.Ordinal));

        await Eventually.AsyncTrue(() => db.Enforced is null);
        Assert.Equal(PointState.Undeclared, (await cluster.StatusAsync("db")).State);
    }

    [Fact]
    public async Task Nothing_is_forgotten_when_every_silo_ends()
    {
        var store = new SharedStore();
        string? hash;
        await using (var cluster = await EstateCluster.StartAsync(store))
        {
            await cluster.ApplyAsync("shop", Shop.Estate + "---\n" + Shop.WebToDb);
            await cluster.Grains.GetGrain<IWorkloadGrain>("web").UpdateAsync(new FactsUpdate { Quarantined = true });
            hash = (await cluster.StatusAsync("db")).DesiredHash;
        }

        await using var again = await EstateCluster.StartAsync(store);

        Assert.Equal(1, again.View.Current.Stamp.Revision);
        Assert.True((await again.Grains.GetGrain<IWorkloadGrain>("web").GetFactsAsync()).Facts.Quarantined);
        Assert.True(again.View.Current.Facts["web"].Quarantined);
        Assert.NotNull(hash);
    }

    private static FactsUpdate Labelled(string tier) =>
        new() { Inventory = new InventoryReport([], ImmutableSortedDictionary<string, string>.Empty.Add("tier", tier)) };
}
