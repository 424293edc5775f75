using BenchmarkDotNet.Attributes;
using ZtSegment.Flows;

namespace ZtSegment.Benchmarks.Cases;

/// <summary>One change in an estate of 100,000 workloads whose segments hold 1,000 each: until its deltas are there.</summary>
[Config(typeof(ManyChanges))]
public class IncrementalBenchmarks
{
    private GuardedChanges? changes;

    [Params(0, 20)]
    public int Guardrails { get; set; }

    [GlobalSetup]
    public void Prepare() => changes = new GuardedChanges(Guardrails);

    /// <summary>To the segment and environment of any other workload.</summary>
    [Benchmark]
    public EstateDelta Relabel() => changes!.Relabel();

    /// <summary>One and the same workload, in and out; what it opens against a guardrail is left out.</summary>
    [Benchmark]
    public EstateDelta RelabelIntoCut() => changes!.RelabelIntoCut();

    /// <summary>One and the same workload, in and out.</summary>
    [Benchmark]
    public EstateDelta Quarantine() => changes!.Quarantine();
}
