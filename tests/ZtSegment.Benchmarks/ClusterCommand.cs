using System.CommandLine;
using System.Diagnostics;
using ZtSegment.Benchmarks.Cluster;

namespace ZtSegment.Benchmarks;

/// <summary><c>cluster</c>: one embedded silo with an estate, as a whole process: cold start, relabelled workloads, an applied change, a storm.</summary>
internal static class ClusterCommand
{
    public static Command Create()
    {
        var estate = new Option<DirectoryInfo>("--estate") { Description = "Apply the documents of this folder first." };
        var change = new Option<DirectoryInfo>("--change") { Description = "Then time the apply of these documents." };
        var state = new Option<DirectoryInfo>("--state") { Description = "Where the silo's database is; a second run starts from it.", Required = true };
        var relabels = new Option<int>("--relabels") { Description = "How many workloads to relabel, one after the other.", DefaultValueFactory = _ => 200 };
        var storm = new Option<int>("--storm") { Description = "How many label changes to make at once.", DefaultValueFactory = _ => 0 };
        var command = new Command("cluster", "Time a silo with an estate.") { estate, change, state, relabels, storm };
        command.SetAction((result, cancellation) => RunAsync(
            result.GetValue(estate), result.GetValue(change), result.GetRequiredValue(state), result.GetValue(relabels), result.GetValue(storm), cancellation));
        return command;
    }

    private static async Task RunAsync(DirectoryInfo? estate, DirectoryInfo? change, DirectoryInfo state, int relabels, int storm, CancellationToken cancellation)
    {
        state.Create();
        var clock = Stopwatch.StartNew();
        await using var silo = await BenchmarkSilo.StartAsync(Path.Combine(state.FullName, "state.db"));
        Tell($"silo started and view ready, revision {silo.View.Current.Stamp.Revision}", clock);
        if (silo.View.Current.Stamp.Revision > 0)
        {
            var points = silo.RenderAll();
            Tell($"cold start: {points} desired rulesets are known", clock);
        }

        if (estate is not null)
            await silo.ApplyAsync("estate", estate, cancellation);
        if (relabels > 0)
            await silo.RelabelAsync(relabels);
        if (change is not null)
            await silo.ApplyAsync("estate", change, cancellation);
        if (storm > 0)
            await silo.StormAsync(storm);
        Tell("end", clock);
    }

    internal static void Tell(string what, Stopwatch clock) =>
        Console.WriteLine($"{clock.Elapsed.TotalSeconds,8:0.00} s  {Environment.WorkingSet / 1e6,6:0} MB  {what}");
}
