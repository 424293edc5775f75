using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using ZtSegment.Cluster.Contracts;
using ZtSegment.Cluster.Planning;
using ZtSegment.Cluster.Tests.Silos;

namespace ZtSegment.Cluster.Tests;

public sealed class FreezeTests
{
    [Fact]
    public async Task Under_a_freeze_only_quarantine_reaches_hosts_and_the_rest_comes_when_it_is_lifted()
    {
        var store = new SharedStore();
        var cluster = await EstateCluster.StartAsync(store);
        await using var db = SimulatedHost.Start(() => cluster.Grains, "db");
        await cluster.ApplyAsync("shop", Shop.Estate + "---\n" + Shop.WebToDb);
        await cluster.IsAsync("db", PointState.Proved);
        await cluster.Services.GetRequiredService<EstateFreeze>().FreezeAsync("ops", "an incident");

        await cluster.ApplyAsync("shop", Shop.Estate);
        await cluster.ReachesAsync(e => e.Head.Revision == 2);

        Assert.Equal(1, cluster.View.Current.Revision.Number);
        Assert.Contains("10.20.1.11 . tcp . 5432", db.Enforced!.Text);

        await cluster.Grains.GetGrain<IWorkloadGrain>("web").UpdateAsync(new FactsUpdate { Quarantined = true });
        await Eventually.AsyncTrue(() => !db.Enforced!.Text.Contains("10.20.1.11", StringComparison.Ordinal));
        await cluster.Grains.GetGrain<IWorkloadGrain>("web").UpdateAsync(new FactsUpdate { Quarantined = false });
        await Eventually.AsyncTrue(() => db.Enforced!.Text.Contains("10.20.1.11 . tcp . 5432", StringComparison.Ordinal));

        await cluster.DisposeAsync();
        cluster = await EstateCluster.StartAsync(store);
        Assert.Equal((1, 2), (cluster.View.Current.Revision.Number, cluster.View.Current.Head.Revision));

        await cluster.Services.GetRequiredService<EstateFreeze>().LiftAsync();
        await Eventually.AsyncTrue(() => !db.Enforced!.Text.Contains("10.20.1.11", StringComparison.Ordinal));
        await cluster.DisposeAsync();
    }

    [Fact]
    public async Task What_is_learned_under_a_freeze_counts_when_it_is_lifted()
    {
        await using var cluster = await EstateCluster.StartAsync(new SharedStore());
        await cluster.ApplyAsync("shop", Shop.Estate);
        await cluster.Services.GetRequiredService<EstateFreeze>().FreezeAsync("ops", "an incident");

        await cluster.Grains.GetGrain<IWorkloadGrain>("web").UpdateAsync(
            new FactsUpdate { Inventory = new InventoryReport([], ImmutableSortedDictionary<string, string>.Empty.Add("rack", "r1")) });
        await Task.Delay(300);
        Assert.Empty(cluster.View.Current.Facts["web"].Labels);

        await cluster.Services.GetRequiredService<EstateFreeze>().LiftAsync();
        await cluster.ReachesAsync(e => e.Facts["web"].Labels["rack"] == "r1");
    }
}
