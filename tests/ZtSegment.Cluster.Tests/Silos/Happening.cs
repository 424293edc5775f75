using ZtSegment.Cluster.Contracts;
using ZtSegment.Cluster.Facts;
using ZtSegment.Cluster.Intents;
using ZtSegment.Flows;
using ZtSegment.Flows.Guardrails;
using ZtSegment.Flows.Tests.RandomEstates;
using ZtSegment.Language;
using ZtSegment.Linux.Rendering;

namespace ZtSegment.Cluster.Tests.Silos;

/// <summary>What happens to a cluster beside a change.</summary>
internal enum Happening
{
    Nothing,
    SiloIsKilled,
    SiloRestarts,
    OneWriteInThreeFails,
    OneAnswerInThreeIsLost,
    StoreRecovers,
}

internal static class Happenings
{
    public static async Task HappenAsync(this EstateCluster cluster, Happening happening, SharedStore store)
    {
        switch (happening)
        {
            case Happening.SiloIsKilled:
                await cluster.Silos.KillSiloAsync(cluster.Silos.Silos[^1]);
                await cluster.Silos.StartAdditionalSiloAsync();
                break;
            case Happening.SiloRestarts:
                await cluster.Silos.StopSiloAsync(cluster.Silos.Silos[^1]);
                await cluster.Silos.StartAdditionalSiloAsync();
                break;
            case Happening.OneWriteInThreeFails:
                store.Fault = write => IsOneInThree(write) ? StoreFault.Fails : StoreFault.None;
                break;
            case Happening.OneAnswerInThreeIsLost:
                store.Fault = write => IsOneInThree(write) ? StoreFault.WritesAndFails : StoreFault.None;
                break;
            case Happening.StoreRecovers:
                store.Fault = _ => StoreFault.None;
                break;
            default:
                break;
        }
    }

    /// <summary>As a caller does who tries again until it is told that it is done, or that the documents are refused.</summary>
    public static Task TryApplyAsync(this EstateCluster cluster, Intent intent) => TryAsync(async () =>
    {
        var planned = await cluster.PlanAsync("team", EstateYaml.Write(intent));
        return planned.Refusals.Length > 0 || planned.Plan is null
            || (planned.Staged is { } staged && (await cluster.Planner.AcceptAsync(staged.Hash, "reviewer")).Verdict == AcceptVerdict.Accepted);
    });

    public static Task TryUpdateAsync(this EstateCluster cluster, string workload, WorkloadFacts facts) => TryAsync(async () =>
    {
        var words = StoredFacts.Of(facts);
        await cluster.Grains.GetGrain<IWorkloadGrain>(workload).UpdateAsync(new FactsUpdate
        {
            Posture = new PostureReport(words.Compliant, words.Risk),
            Inventory = new InventoryReport(words.Addresses, words.Labels),
            Quarantined = words.Quarantined,
        });
        return true;
    });

    /// <summary>What the batch compiler gives for the documents of the newest revision and the facts that the grains hold now, by host.</summary>
    public static async Task<Dictionary<string, string>> BatchRulesetsAsync(this EstateCluster cluster)
    {
        var head = await cluster.Grains.GetGrain<IIntentGrain>(GrainKeys.Intent).GetHeadAsync();
        var revision = (await cluster.View.ReachAsync(head.Number, default)).Revision;
        var intent = IntentLoader.Load([.. revision.Sources.SelectMany(s => s.Files)]).Intent!;
        var facts = new Dictionary<string, WorkloadFacts>();
        foreach (var workload in intent.Workloads)
            facts[workload.Name] = FactWords.Parse((await cluster.Grains.GetGrain<IWorkloadGrain>(workload.Name).GetFactsAsync()).Facts);
        var compilation = GuardrailCuts.Apply(Compiler.Compile(intent, new EstateFacts(facts), DateTimeOffset.UtcNow, revision.Ids.ToPolicyIds()));
        var renderer = new NftRenderer(compilation, isDated: true);
        return compilation.LinuxRows
            .Where(row => !compilation.Table.Addresses[row].IsEmpty)
            .ToDictionary(row => compilation.Table.Workloads[row].LinuxHost!, renderer.RenderHost);
    }

    /// <summary>Spread out, so that no caller who tries again with as many writes each time meets it for ever.</summary>
    private static bool IsOneInThree(long write) => ((ulong)write * 0x9E3779B97F4A7C15 >> 33) % 3 == 0;

    private static async Task TryAsync(Func<Task<bool>> attempt)
    {
        for (var failures = 0; ; failures++)
        {
            try
            {
                if (await attempt())
                    return;
            }
            catch (InvalidFactsException)
            {
                return;
            }
            catch (Exception) when (failures < 50)
            {
                await Task.Delay(20);
            }
        }
    }
}
