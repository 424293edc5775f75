using System.CommandLine;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;

namespace ZtSegment.Benchmarks;

/// <summary><c>run</c>: runs the benchmarks; a few minutes for all.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var filter = new Option<string>("--filter") { Description = "Which cases, as a glob.", DefaultValueFactory = _ => "*" };
        var command = new Command("run", "Run the benchmarks; build with -c Release.") { filter };
        command.SetAction(result => BenchmarkSwitcher.FromAssembly(typeof(RunCommand).Assembly)
            .Run(["--filter", result.GetRequiredValue(filter)], DefaultConfig.Instance.WithOptions(ConfigOptions.JoinSummary)));
        return command;
    }
}
