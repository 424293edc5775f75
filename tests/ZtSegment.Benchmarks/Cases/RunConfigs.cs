using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace ZtSegment.Benchmarks.Cases;

/// <summary>For cases that take a good part of a second: the whole set is to finish in a few minutes.</summary>
internal sealed class FewLongRuns : ManualConfig
{
    public FewLongRuns()
    {
        AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.DontLogOutput).WithWarmupCount(1).WithIterationCount(5).WithInvocationCount(1).WithUnrollFactor(1));
        AddColumn(StatisticColumn.Median);
        AddDiagnoser(BenchmarkDotNet.Diagnosers.MemoryDiagnoser.Default);
    }
}

/// <summary>For changes that differ from each other: each is measured by itself, and the slow ones are what matters.</summary>
internal sealed class ManyChanges : ManualConfig
{
    public ManyChanges()
    {
        AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.DontLogOutput).WithStrategy(RunStrategy.Monitoring).WithGcForce(false)
            .WithWarmupCount(200).WithIterationCount(2_000).WithInvocationCount(1).WithUnrollFactor(1));
        AddColumn(StatisticColumn.P50, StatisticColumn.P95, new Percentile99(), StatisticColumn.Max);
        AddDiagnoser(BenchmarkDotNet.Diagnosers.MemoryDiagnoser.Default);
    }
}

/// <summary>For cases of milliseconds.</summary>
internal sealed class ManyShortRuns : ManualConfig
{
    public ManyShortRuns()
    {
        AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.DontLogOutput).WithWarmupCount(3).WithIterationCount(10));
        AddColumn(StatisticColumn.Median);
        AddDiagnoser(BenchmarkDotNet.Diagnosers.MemoryDiagnoser.Default);
    }
}
