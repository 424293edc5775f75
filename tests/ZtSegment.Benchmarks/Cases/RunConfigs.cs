using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
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
