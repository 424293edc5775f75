namespace ZtSegment.Cluster.Points;

/// <summary>When to try again after failures in a row: twice as long each time up to a minute, and a random part of it, so that hosts do not come together.</summary>
internal sealed class PushBackoff(TimeProvider clock)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private int failures;

    /// <summary>Null: at once.</summary>
    public DateTimeOffset? NotBefore { get; private set; }

    public bool IsOver => NotBefore is not { } next || next <= clock.GetUtcNow();

    public void Failed()
    {
        var most = First * Math.Pow(2, Math.Min(failures++, 16));
        var delay = (most < Longest ? most : Longest) * (0.5 + Random.Shared.NextDouble() / 2);
        NotBefore = clock.GetUtcNow() + delay;
    }

    public void Reset() => (failures, NotBefore) = (0, null);
}
