using System.Collections.Immutable;
using System.Diagnostics;
using ZtSegment.Cluster.Contracts;
using ZtSegment.Cluster.View;

namespace ZtSegment.Controller.Api;

/// <summary>How every enforcement point is, asked of the grains; whoever asks at the same time shares the answer.</summary>
internal sealed class PointSurvey(IGrainFactory grains, EstateView view)
{
    private static readonly TimeSpan LeastAge = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan MostAge = TimeSpan.FromSeconds(1);

    /// <summary>Asking may take this part of the time at most, as long as nobody waits more than a second for it.</summary>
    private const int Share = 10;

    private readonly Lock gate = new();
    private Task<Survey> newest = Task.FromResult(Survey.None);

    /// <summary>Not older than what is worth asking again, and never from before the call by more than that.</summary>
    public Task<Survey> GetAsync()
    {
        lock (gate)
        {
            if (newest.IsFaulted || (newest.IsCompletedSuccessfully && newest.Result.IsOld))
                newest = Task.Run(AskAsync);
            return newest;
        }
    }

    private async Task<Survey> AskAsync()
    {
        var started = Stopwatch.GetTimestamp();
        var estate = view.Current;
        var asked = estate.Revision.Points.Keys.Order(StringComparer.Ordinal).Select(p => grains.GetGrain<IEnforcementPointGrain>(p).GetStatusAsync().AsTask());
        var points = (await Task.WhenAll(asked)).Select(PointAnswer.Of).ToImmutableArray();
        var cost = Stopwatch.GetElapsedTime(started);
        return new Survey(estate, points, Stopwatch.GetTimestamp(), TimeSpan.FromTicks(Math.Clamp(cost.Ticks * Share, LeastAge.Ticks, MostAge.Ticks)));
    }

    /// <param name="Points">By key, in ordinal order.</param>
    /// <param name="Lasts">How long it is new enough.</param>
    internal sealed record Survey(EstateSnapshot? Estate, ImmutableArray<PointAnswer> Points, long At, TimeSpan Lasts)
    {
        public static Survey None { get; } = new(null, [], 0, TimeSpan.Zero);

        public bool IsOld => Estate is null || Stopwatch.GetElapsedTime(At) > Lasts;

        public ImmutableSortedDictionary<string, int> Counts => Points.GroupBy(p => Word(p.State)).ToImmutableSortedDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);

        public static string Word(PointState state) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(state.ToString());
    }
}
