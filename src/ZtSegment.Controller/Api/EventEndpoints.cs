using System.Collections.Immutable;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace ZtSegment.Controller.Api;

/// <summary>Status as server-sent events: all points first, then those that changed; whoever lost the connection connects again and misses nothing.</summary>
internal static class EventEndpoints
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    /// <summary>Where nothing changes, something is sent as often: so that either end finds out that the other is gone.</summary>
    private static readonly TimeSpan MostSilence = TimeSpan.FromSeconds(15);

    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/events", (PointSurvey survey, IHostApplicationLifetime lifetime, TimeProvider clock, CancellationToken cancellation) =>
                TypedResults.ServerSentEvents(EventsAsync(survey, clock, CancellationTokenSource.CreateLinkedTokenSource(cancellation, lifetime.ApplicationStopping).Token)))
            .WithSummary("Status as it changes: each event is as an answer of /status, with the points that changed.");

    private static async IAsyncEnumerable<SseItem<StatusAnswer>> EventsAsync(PointSurvey survey, TimeProvider clock, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var told = ImmutableDictionary<string, PointAnswer>.Empty;
        var head = -1L;
        var lastTold = clock.GetTimestamp();
        while (!cancellation.IsCancellationRequested)
        {
            var now = await survey.GetAsync();
            var changed = now.Points.Where(p => !told.TryGetValue(p.Point, out var before) || !IsSame(before, p)).ToImmutableArray();
            if (!changed.IsEmpty || head != now.Estate!.Head.Number || now.Points.Length != told.Count || clock.GetElapsedTime(lastTold) > MostSilence)
            {
                yield return new SseItem<StatusAnswer>(
                    new StatusAnswer(now.Estate!.Head.Revision, Stamps.Facts(now.Estate), FreezeAnswer.Of(now.Estate.Head), now.Counts, changed, null), "status");
                (told, head, lastTold) = (now.Points.ToImmutableDictionary(p => p.Point), now.Estate.Head.Number, clock.GetTimestamp());
            }

            await Task.Delay(BetweenLooks, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Lists are compared by what they hold.</summary>
    private static bool IsSame(PointAnswer a, PointAnswer b) =>
        a.Workloads.SequenceEqual(b.Workloads) && a.WaitsFor.SequenceEqual(b.WaitsFor) && a with { Workloads = b.Workloads, WaitsFor = b.WaitsFor } == b;
}
