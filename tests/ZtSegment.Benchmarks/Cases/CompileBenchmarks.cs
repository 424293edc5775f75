using BenchmarkDotNet.Attributes;
using ZtSegment.Flows;
using ZtSegment.Language;

namespace ZtSegment.Benchmarks.Cases;

/// <summary>The compiler, and what <c>validate</c> finds, on 25,000 small segments with 75,000 policies.</summary>
[Config(typeof(FewLongRuns))]
public class CompileBenchmarks
{
    private Intent? intent;
    private Compilation? compilation;

    [GlobalSetup]
    public void Prepare()
    {
        intent = LargeEstate.Load(LargeEstate.SourcesOfManySegments);
        compilation = LargeEstate.Compile(intent);
    }

    [Benchmark]
    public Compilation CompileManySegments() => LargeEstate.Compile(intent!);

    [Benchmark]
    public int FindInManySegments() => Findings.Of(compilation!).Length;
}
