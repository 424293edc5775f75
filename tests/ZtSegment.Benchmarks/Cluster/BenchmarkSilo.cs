using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ZtSegment.Cluster;
using ZtSegment.Cluster.Contracts;
using ZtSegment.Cluster.Intents;
using ZtSegment.Cluster.Planning;
using ZtSegment.Cluster.View;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Benchmarks.Cluster;

/// <summary>One silo on SQLite, in this process, with every enforcement point of its estate watched.</summary>
internal sealed partial class BenchmarkSilo : IAsyncDisposable
{
    private readonly IHost host;

    private BenchmarkSilo(IHost host) => this.host = host;

    public EstateView View => host.Services.GetRequiredService<EstateView>();

    private IGrainFactory Grains => host.Services.GetRequiredService<IGrainFactory>();

    private RevisionPlanner Planner => host.Services.GetRequiredService<RevisionPlanner>();

    public static async Task<BenchmarkSilo> StartAsync(string database)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering();
            silo.UseVersionedJsonStates();
            silo.AddSqliteGrainStorageAsDefault(options => options.Path = database);
            silo.AddZtSegmentCluster();
        });
        var silo = new BenchmarkSilo(builder.Build());
        await silo.host.StartAsync();
        await silo.View.Ready;
        return silo;
    }

    /// <summary>Renders and proves the ruleset of every Linux host.</summary>
    public int RenderAll() => Render(View.Current, View.Current.Compilation.LinuxRows);

    private static int Render(EstateSnapshot estate, IEnumerable<int> rows)
    {
        var count = 0;
        Parallel.ForEach(rows, row =>
        {
            if (estate.Rulesets.Of(row) is { } ruleset && ruleset.Prove().Verdict == ProofVerdict.Equal)
                Interlocked.Increment(ref count);
        });
        return count;
    }

    /// <summary>Of the rows whose program or addresses are others.</summary>
    private static int RenderChanged(EstateSnapshot before, EstateSnapshot after)
    {
        var (old, @new) = (before.Compilation, after.Compilation);
        int[] rows = [.. Enumerable.Range(0, @new.ClassOf.Length).Where(row =>
            !ReferenceEquals(old.ClassOf[row].Program, @new.ClassOf[row].Program) || old.ClassOf[row].Modes != @new.ClassOf[row].Modes
            || old.Table.Addresses[row] != @new.Table.Addresses[row])];
        Parallel.ForEach(rows, row => after.Rulesets.Of(row));
        return rows.Length;
    }

    public async Task ApplyAsync(string source, DirectoryInfo folder, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var documents = SourceDocuments.Of(source, folder.EnumerateFiles("*.yaml")
            .Select(f => (f.Name, (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(WithoutSomeTiers(File.ReadAllText(f.FullName))))));
        var planned = await Planner.PlanAsync(documents, "benchmark", "", new PlanAllowances(true, true), cancellation);
        var staged = planned.Staged ?? throw new InvalidOperationException(
            string.Join("\n", planned.Refusals.Select(r => r.Message).Concat(planned.Diagnostics.Take(5).Select(d => d.Message))));
        ClusterCommand.Tell($"planned: {planned.Plan!.EnforcementPoints.Length} points change", clock);
        clock.Restart();
        var accepted = await Planner.AcceptAsync(staged.Hash, "benchmark", cancellation);
        var estate = await View.ReachAsync(accepted.Head.Number, cancellation);
        ClusterCommand.Tell($"accepted and compiled: revision {estate.Stamp.Revision}", clock);
        Parallel.ForEach(estate.Compilation.LinuxRows, row => estate.Rulesets.Of(row));
        ClusterCommand.Tell("every desired ruleset rendered", clock);
    }

    /// <summary>From the call that relabels a workload until the rulesets of all points that it touches are rendered.</summary>
    public async Task RelabelAsync(int count)
    {
        var reported = View.Current.Compilation.Intent.Workloads.Where(w => w.Labels["tier"] is null).Take(count).ToArray();
        foreach (var workload in reported)
            await ReportTierAsync(workload, "web");
        await Task.Delay(500);
        var (compiled, times) = (new List<double>(), new List<double>());
        var touched = new List<int>();
        foreach (var workload in reported)
        {
            var ready = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            var before = View.Current;
            var started = Stopwatch.GetTimestamp();
            void Look(EstateSnapshot next)
            {
                compiled.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                ready.TrySetResult(RenderChanged(before, next));
            }

            View.Changed += Look;
            await ReportTierAsync(workload, "batch");
            touched.Add(await ready.Task);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            View.Changed -= Look;
            await Task.Delay(60);
        }

        Console.WriteLine($"relabelled {times.Count}, {touched.Average():0} points touched on average");
        Tell("the programs of all that it touches are known", compiled);
        Tell("their whole rulesets are rendered", times);
    }

    private static void Tell(string what, List<double> times)
    {
        times.Sort();
        Console.WriteLine($"until {what}: p50 {times[times.Count / 2]:0.0} ms, p99 {times[times.Count * 99 / 100]:0.0} ms");
    }

    private Task<VersionedFacts> ReportTierAsync(Workload workload, string tier) =>
        Grains.GetGrain<IWorkloadGrain>(workload.Name).UpdateAsync(new FactsUpdate
        {
            Inventory = new InventoryReport([], ImmutableSortedDictionary<string, string>.Empty.Add("tier", tier)),
        });

    /// <summary>One workload in a hundred leaves its tier to inventory, which a declared label would win over.</summary>
    private static string WithoutSomeTiers(string yaml)
    {
        var seen = 0;
        return Tier.Replace(yaml, tier => seen++ % 100 == 0 ? "" : tier.Value);
    }

    [GeneratedRegex(@"(?<=kind: Workload\nmetadata: \{ name: [^ ]+, labels: \{ app: [^,]+, )tier: [^,]+, ")]
    private static partial Regex Tier { get; }

    public async Task StormAsync(int count)
    {
        var workloads = View.Current.Compilation.Intent.Workloads;
        var clock = Stopwatch.StartNew();
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, cancellation) =>
            await Grains.GetGrain<IWorkloadGrain>(workloads[i * 31 % workloads.Length].Name).UpdateAsync(new FactsUpdate
            {
                Posture = new PostureReport(true, i % 2 == 0 ? "low" : "medium"),
            }, cancellation));
        ClusterCommand.Tell($"storm: {count / clock.Elapsed.TotalSeconds:0} events/s persisted", clock);
        while (View.Current.Facts.Count(f => f.Value.Risk is not null) < Math.Min(count, workloads.Length))
            await Task.Delay(5);
        ClusterCommand.Tell($"storm: all {count} merged and compiled", clock);
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }
}
