using System.Globalization;

namespace ZtSegment.Linux.Rendering;

/// <summary>How a deadline becomes the timeout of a set element.</summary>
public static class KernelTimeout
{
    /// <summary>The kernel counts in nanoseconds of 64 bits, which end at 213,503 days.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(200_000);

    /// <summary>What is left of a life, rounded down, so that nothing outlives its deadline: whole seconds, or milliseconds below one second.</summary>
    /// <remarks>At least a millisecond, since 0 means no timeout; at most 200,000 days.</remarks>
    public static TimeSpan Of(DateTimeOffset deadline, DateTimeOffset now)
    {
        var left = deadline - now;
        if (left >= Longest)
            return Longest;
        return left >= TimeSpan.FromSeconds(1)
            ? TimeSpan.FromSeconds(left.Ticks / TimeSpan.TicksPerSecond)
            : TimeSpan.FromMilliseconds(Math.Max(1, left.Ticks / TimeSpan.TicksPerMillisecond));
    }

    /// <summary>As <c>nft list</c> prints it: <c>127d5h7m3s</c>. nft reads at most eight digits of each unit, so seconds alone would end after three years.</summary>
    public static string Text(TimeSpan timeout)
    {
        var parts = new[] { (timeout.Days, "d"), (timeout.Hours, "h"), (timeout.Minutes, "m"), (timeout.Seconds, "s"), (timeout.Milliseconds, "ms") };
        return string.Concat(parts.Where(p => p.Item1 > 0).Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Item1}{p.Item2}")));
    }
}
