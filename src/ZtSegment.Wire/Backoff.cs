namespace ZtSegment.Wire;

/// <summary>How long to wait before the next try: up to twice as long each time, and anything up to that, so that many do not come at once.</summary>
public sealed class Backoff(Random random)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    private TimeSpan bound = First;

    public TimeSpan Next()
    {
        var delay = bound * random.NextDouble();
        bound = bound * 2 < Longest ? bound * 2 : Longest;
        return delay;
    }

    public void Reset() => bound = First;
}
