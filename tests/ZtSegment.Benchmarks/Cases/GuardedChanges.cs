using System.Collections.Immutable;
using ZtSegment.Flows;
using ZtSegment.Language;

namespace ZtSegment.Benchmarks.Cases;

/// <summary>The large estate with labels reported for every workload, those of some of them not declared, so that they can change.</summary>
internal sealed class GuardedChanges
{
    private const int Movers = 2_000;

    private readonly Random random = new(1);
    private readonly ImmutableArray<LabelSet> labels;
    private readonly ImmutableArray<string> movers;
    private readonly ImmutableArray<string> logic;

    /// <param name="guardrails">Up to 20, which the documents keep.</param>
    public GuardedChanges(int guardrails)
    {
        var declared = LargeEstate.Load([.. LargeEstate.SourcesOfLargeSegments, LargeEstate.Guardrails(guardrails)]);
        labels = [.. declared.Workloads.Select(w => w.Labels)];
        var rows = Enumerable.Range(0, labels.Length).OrderBy(_ => random.Next()).Take(Movers).ToHashSet();
        movers = [.. rows.Select(row => declared.Workloads[row].Name)];
        logic = [.. rows.Where(row => labels[row]["tier"] == "app").Select(row => declared.Workloads[row].Name)];
        var intent = new Intent(
        [
            declared.Estate!, .. declared.Workloads.Select((w, row) => rows.Contains(row) ? w with { Header = w.Header with { Labels = LabelSet.Empty } } : w),
            .. declared.Segments, .. declared.Rollouts, .. declared.AddressGroups, .. declared.PortGroups, .. declared.Policies, .. declared.Guardrails,
        ]);
        var facts = declared.Workloads.Index().ToDictionary(w => w.Item.Name, w => Reported(rows.Contains(w.Index) ? labels[w.Index] : LabelSet.Empty));
        Engine = new EstateEngine(intent, new EstateFacts(facts), LargeEstate.Now, PolicyIds.ByOrderOfNames(intent));
    }

    public EstateEngine Engine { get; }

    /// <summary>To the labels of any other workload: nothing is cut.</summary>
    public EstateDelta Relabel() => Engine.Update(movers[random.Next(movers.Length)], Reported(labels[random.Next(labels.Length)]));

    /// <summary>A server of an app in or out of a zone that must never reach the app's database, which it does: 600 to 1,000 workloads leave it out.</summary>
    public EstateDelta RelabelIntoCut()
    {
        var labelled = Reported(labels[Engine.RowOf(logic[0])]);
        var isIn = Engine.FactsOf(Engine.RowOf(logic[0])).Labels["zone"] is not null;
        return Engine.Update(logic[0], isIn ? labelled : labelled with { Labels = new LabelSet([.. labelled.Labels, KeyValuePair.Create("zone", "lab")]) });
    }

    /// <summary>One and the same workload, in and out.</summary>
    public EstateDelta Quarantine()
    {
        var known = Engine.FactsOf(Engine.RowOf(movers[0]));
        return Engine.Update(movers[0], known with { Quarantined = !known.Quarantined });
    }

    private static WorkloadFacts Reported(LabelSet known) =>
        WorkloadFacts.Unknown with { Labels = new LabelSet([.. known, KeyValuePair.Create("rack", "r1")]) };
}
