namespace ZtSegment.Cluster.Points;

/// <summary>When to try again after failures in a row: twice as long each time up to a minute, and a random part of it, so that hosts do not come together.</summary>
/// <remarks>Failures are in a row while less than two minutes lie between them, whatever went well meanwhile: a host that somebody flushes in a loop is not fought.</remarks>
internal sealed class PushBackoff(TimeProvider clock)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private int failures;
    private DateTimeOffset last = DateTimeOffset.MinValue;

    /// <summary>Null: at once.</summary>
    public DateTimeOffset? NotBefore { get; private set; }

    public bool IsOver => NotBefore is not { } next || next <= clock.GetUtcNow();

    /// <param name="isFirstFree">The first of a row is mended at once.</param>
    public void Failed(bool isFirstFree = false)
    {
        var now = clock.GetUtcNow();
        failures = now - last > 2 * Longest ? 0 : failures;
        last = now;
        var most = First * Math.Pow(2, Math.Min(failures, 16));
        NotBefore = isFirstFree && failures == 0 ? null : now + (most < Longest ? most : Longest) * (0.5 + Random.Shared.NextDouble() / 2);
        failures++;
    }

    public void Reset() => (failures, NotBefore) = (0, null);

    public void Succeeded() => NotBefore = null;
}
