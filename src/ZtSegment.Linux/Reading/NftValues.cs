using System.Globalization;
using ZtSegment.Language;

namespace ZtSegment.Linux.Reading;

/// <summary>Values as nft writes them: addresses, numbers, words and durations.</summary>
internal static class NftValues
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366_000);

    /// <summary>The value that a word stands for; null where it stands for none of the type.</summary>
    public static UInt128? Of(NftType type, ReadOnlySpan<char> word)
    {
        if (type is NftType.Ipv4Address or NftType.Ipv6Address)
        {
            return Address.TryParse(word, out var address) && (address.Family == IpFamily.V4) == (type == NftType.Ipv4Address)
                ? address.Value
                : null;
        }

        var isRead = type == NftType.Interface ? NftWords.TryNumber(type, word, out var number) : TryNumber(word, out number) || NftWords.TryNumber(type, word, out number);
        return isRead && number <= NftFields.Largest(type) ? number : null;
    }

    /// <summary>Decimal or hexadecimal. Nothing with a leading zero: nft takes that for octal.</summary>
    public static bool TryNumber(ReadOnlySpan<char> word, out ulong number)
    {
        if (word.StartsWith("0x"))
            return ulong.TryParse(word[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
        number = 0;
        return word is not ['0', _, ..] && ulong.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>Such as <c>1d2h30m5s500ms</c>, or seconds as a number; at most a thousand years.</summary>
    public static TimeSpan? Duration(ReadOnlySpan<char> word)
    {
        if (TryNumber(word, out var seconds))
            return Bounded(TimeSpan.TicksPerSecond, seconds);
        var total = TimeSpan.Zero;
        while (!word.IsEmpty)
        {
            var digits = word.IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0 || !ulong.TryParse(word[..digits], out var count))
                return null;
            word = word[digits..];
            var letters = word.IndexOfAnyInRange('0', '9') is var end && end < 0 ? word.Length : end;
            long? ticks = word[..letters] switch
            {
                "d" => TimeSpan.TicksPerDay,
                "h" => TimeSpan.TicksPerHour,
                "m" => TimeSpan.TicksPerMinute,
                "s" => TimeSpan.TicksPerSecond,
                "ms" => TimeSpan.TicksPerMillisecond,
                _ => null,
            };
            if (ticks is null || Bounded(ticks.Value, count) is not { } part)
                return null;
            total += part;
            if (total > Longest)
                return null;
            word = word[letters..];
        }

        return total;
    }

    private static TimeSpan? Bounded(long ticks, ulong count) =>
        count <= (ulong)(Longest.Ticks / ticks) ? TimeSpan.FromTicks(ticks * (long)count) : null;
}
