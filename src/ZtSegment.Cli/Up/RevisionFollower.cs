using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using ZtSegment.Cli.Estates;
using ZtSegment.Cli.Output;
using ZtSegment.Cli.Planning;
using ZtSegment.Cli.Remote;
using ZtSegment.Flows;
using ZtSegment.Language;

namespace ZtSegment.Cli.Up;

/// <summary>Hears what is in force at the controller, whoever applied it: has the lab follow, and tells when the hosts have it.</summary>
internal sealed class RevisionFollower(ControllerClient controller, UpLab? lab, TextWriter told)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly TaskCompletionSource<Compilation> first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, RemotePoint> points = new(StringComparer.Ordinal);
    private ImmutableHashSet<string> hosts = [];
    private RemoteEstate? estate;
    private Compilation? compilation;
    private long revision;
    private long since;
    private bool isTold = true;

    public async Task RunAsync(CancellationToken cancellation)
    {
        await foreach (var data in RemoteStatus.EventsAsync(controller, cancellation))
        {
            var status = RemoteStatus.Parse(data);
            foreach (var point in status.Points)
                await TakeAsync(point);
            if (status.Revision != revision)
                await FollowAsync(status.Revision, cancellation);
            if (!isTold && Open().Count == 0)
                await TellProvedAsync();
        }

        throw new WorldRefusedException($"{controller.Address} has ended its events");
    }

    /// <summary>What is in force when every host has it; null, and told why, where that takes too long.</summary>
    public async Task<Compilation?> ProvedAsync(CancellationToken cancellation)
    {
        try
        {
            return await first.Task.WaitAsync(Patience, cancellation);
        }
        catch (TimeoutException)
        {
            foreach (var point in Open())
                Console.Error.WriteLine($"error: {Terminal.Clean($"{point.Name} is {point.State}, not proved{(StatusText.Remark(point) is { Length: > 0 } remark ? $": {remark}" : "")}")}");
            return null;
        }
    }

    /// <summary>What other documents change of what is in force now, for people; told when that is called.</summary>
    public Action? Plan(ImmutableArray<SourceText> proposed)
    {
        if (estate is not { } before)
            return null;
        return () =>
        {
            if (PlannedEstates.Of(before, proposed) is { } estates)
                new PlanText(Terminal.OutLines, estates, Commands.PlanCommand.Plan(estates)).Write(byWorkload: false);
        };
    }

    private async Task FollowAsync(long next, CancellationToken cancellation)
    {
        (revision, since, isTold) = (next, Stopwatch.GetTimestamp(), false);
        estate = await RemoteEstate.FetchAsync(controller, cancellation);
        var (judged, diagnostics) = EstateReader.Judge(IntentLoader.Load([.. estate.Documents.Select(d => d.Text)]), [], [(estate.Facts, null)], DateTimeOffset.UtcNow, strict: false);
        compilation = judged?.Compilation ?? throw new WorldRefusedException($"what is in force at the controller is refused here: {diagnostics[0].Message}");
        hosts = lab is null ? [] : [.. compilation.Intent.Workloads.Select(w => w.LinuxHost).OfType<string>().Select(h => $"linux/{h}")];
        lab?.Update(compilation);
    }

    /// <summary>Hosts of the lab that do not have what they should; one of which nothing was heard yet counts by its name.</summary>
    private IReadOnlyList<RemotePoint> Open() => [.. hosts.Order(StringComparer.Ordinal)
        .Select(h => points.GetValueOrDefault(h) ?? new RemotePoint(h, "linux", h["linux/".Length..], [], "not heard of", 0, new(0, null), new(0, null), null, null, null, null, false, []))
        .Where(p => p.State is not ("proved" or "withoutAddresses"))];

    private async Task TakeAsync(RemotePoint point)
    {
        var before = points.GetValueOrDefault(point.Point)?.State;
        points[point.Point] = point;
        if (before != point.State && point.State is "failed" or "unproved" or "held")
            await told.WriteLineAsync(Terminal.Clean($"{point.Name}: {point.State}{(StatusText.Remark(point) is { Length: > 0 } remark ? $": {remark}" : "")}"));
    }

    private async Task TellProvedAsync()
    {
        isTold = true;
        if (revision > 0)
        {
            var nsgs = compilation!.Intent.Workloads.Select(w => w.Nsg?.ToLowerInvariant()).OfType<string>().Distinct().Count();
            await told.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"revision {revision}: ")
                + (lab is null ? "in force; no host is on this machine" : string.Create(CultureInfo.InvariantCulture, $"{PlanWords.Many(hosts.Count, "point")} proved in {Stopwatch.GetElapsedTime(since).TotalSeconds:0.00} s"))
                + (nsgs > 0 ? $"; {PlanWords.Many(nsgs, "network security group")} not on this machine" : ""));
            first.TrySetResult(compilation!);
        }
    }
}
