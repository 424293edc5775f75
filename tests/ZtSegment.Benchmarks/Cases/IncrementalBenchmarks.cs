using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using ZtSegment.Flows;
using ZtSegment.Language;

namespace ZtSegment.Benchmarks.Cases;

/// <summary>One change in an estate of 100,000 workloads whose segments hold 1,000 each: until its deltas are there.</summary>
[Config(typeof(ManyChanges))]
public class IncrementalBenchmarks
{
    /// <summary>Workloads whose labels are reported and not declared, so that they can change.</summary>
    private const int Movers = 2_000;

    private readonly Random random = new(1);
    private ImmutableArray<string> movers = [];
    private ImmutableArray<LabelSet> labels = [];
    private EstateEngine? engine;
    private bool isQuarantined;

    [GlobalSetup]
    public void Prepare()
    {
        var declared = LargeEstate.Load(LargeEstate.SourcesOfLargeSegments);
        labels = [.. declared.Workloads.Select(w => w.Labels)];
        var rows = Enumerable.Range(0, labels.Length).OrderBy(_ => random.Next()).Take(Movers).ToHashSet();
        movers = [.. rows.Select(row => declared.Workloads[row].Name)];
        var intent = new Intent(
        [
            declared.Estate!, .. declared.Workloads.Select((w, row) => rows.Contains(row) ? w with { Header = w.Header with { Labels = LabelSet.Empty } } : w),
            .. declared.Segments, .. declared.Rollouts, .. declared.AddressGroups, .. declared.PortGroups, .. declared.Policies,
        ]);
        var facts = rows.ToDictionary(row => declared.Workloads[row].Name, row => WorkloadFacts.Unknown with { Labels = labels[row] });
        engine = new EstateEngine(intent, new EstateFacts(facts), LargeEstate.Now, PolicyIds.ByOrderOfNames(intent));
    }

    /// <summary>To the segment and environment of any other workload.</summary>
    [Benchmark]
    public EstateDelta Relabel() => engine!.Update(
        movers[random.Next(movers.Length)], WorkloadFacts.Unknown with { Labels = labels[random.Next(labels.Length)] });

    /// <summary>One and the same workload, in and out.</summary>
    [Benchmark]
    public EstateDelta Quarantine() => engine!.Update(
        movers[0], WorkloadFacts.Unknown with { Labels = labels[0], Quarantined = isQuarantined = !isQuarantined });
}
