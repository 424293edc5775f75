using ZtSegment.Language;

namespace ZtSegment.Flows.Plan;

/// <summary>Address ranges as the fewest prefixes that hold exactly them.</summary>
internal static class AddressPrefixes
{
    public static IEnumerable<Cidr> Of(IpFamily family, IntervalSet<UInt128> ranges) =>
        ranges.ToImmutableArray().SelectMany(range => Of(family, range));

    private static IEnumerable<Cidr> Of(IpFamily family, Interval<UInt128> range)
    {
        var bits = Address.Bits(family);
        for (var from = range.From; ;)
        {
            var free = Math.Min(bits, from == 0 ? bits : (int)UInt128.TrailingZeroCount(from));
            while (LastOf(from, free) > range.To || LastOf(from, free) < from)
                free--;
            yield return new Cidr(new Address(family, from), bits - free);
            var last = LastOf(from, free);
            if (last == range.To)
                yield break;
            from = last + 1;
        }
    }

    /// <summary>The last address of a prefix with so many free bits.</summary>
    private static UInt128 LastOf(UInt128 network, int free) => free == 128 ? UInt128.MaxValue : network + ((UInt128.One << free) - 1);
}
