using System.Collections.Immutable;
using CsCheck;
using Xunit.Abstractions;
using ZtSegment.Cluster.Contracts;
using ZtSegment.Cluster.Tests.Silos;
using ZtSegment.Flows.Tests.Incremental;
using ZtSegment.Flows.Tests.RandomEstates;

namespace ZtSegment.Cluster.Tests;

/// <summary>Whatever happens on the way, every host ends with the ruleset that the batch compiler gives for the same documents and facts, byte for byte.</summary>
public sealed class LiveEqualsBatchTests(ITestOutputHelper output)
{
    /// <summary>One estate and what happens to it.</summary>
    private static Gen<(RandomEstate Estate, ImmutableArray<Step> Steps)> Any { get; } =
        from estate in Gen.OneOf(RandomEstate.Any, RandomEstate.Guarded)
        from changes in RandomChange.Of(estate).Where(c => c is not OtherTime).Array[3, 12]
        from others in Gen.Enum<Happening>().Array[changes.Length]
        select (estate, changes.Zip(others, (change, happening) => new Step(change, happening)).ToImmutableArray());

    [Fact]
    public async Task After_changes_kills_restarts_and_faults_of_the_store_every_host_has_what_the_batch_compiler_gives() =>
        await Any.SampleAsync(RunAsync, iter: 5, threads: 1);

    private async Task RunAsync((RandomEstate Estate, ImmutableArray<Step> Steps) run)
    {
        var store = new SharedStore();
        await using var cluster = await EstateCluster.StartAsync(store, silos: 2);
        var intent = run.Estate.Intent;
        var hosts = intent.Workloads.Select(w => w.LinuxHost).OfType<string>().Select(host => SimulatedHost.Start(() => cluster.Grains, host)).ToList();
        await cluster.TryApplyAsync(intent);
        foreach (var (change, happening) in run.Steps)
        {
            var happened = cluster.HappenAsync(happening, store);
            if (change is OtherFacts facts)
            {
                await cluster.TryUpdateAsync(facts.Workload, facts.Facts);
            }
            else
            {
                var policies = (OtherPolicies)change;
                intent = intent.WithPolicies(policies.Removed, policies.Added);
                await cluster.TryApplyAsync(intent);
            }

            await happened;
        }

        store.Fault = _ => StoreFault.None;
        await AssertEndsAsBatchAsync(cluster, hosts);
        foreach (var host in hosts)
            await host.DisposeAsync();
    }

    private async Task AssertEndsAsBatchAsync(EstateCluster cluster, List<SimulatedHost> hosts)
    {
        var expected = await cluster.BatchRulesetsAsync();
        output.WriteLine($"revision {cluster.View.Current.Stamp}, {expected.Count} hosts");
        foreach (var (host, text) in hosts.Select(h => (h, expected.GetValueOrDefault(h.Name))))
            await Eventually.AsyncTrue(() => host.Enforced?.Text == text, () => $"{host.Name} has\n{host.Enforced?.Text}\nand should have\n{text}");
        foreach (var name in expected.Keys)
            await cluster.IsAsync(name, PointState.Proved);
    }

    private sealed record Step(RandomChange Change, Happening Happening);
}
