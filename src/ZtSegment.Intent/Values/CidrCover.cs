namespace ZtSegment.Language;

/// <summary>The fewest prefixes that hold exactly a set of addresses: greedy, the largest aligned block first, which is the unique minimum.</summary>
public static class CidrCover
{
    /// <summary>Of both families, IPv4 first.</summary>
    public static IEnumerable<Cidr> Of(AddressSet addresses) => Of(addresses.V4, IpFamily.V4).Concat(Of(addresses.V6, IpFamily.V6));

    /// <summary>Ascending and disjoint.</summary>
    public static List<Cidr> Of(IntervalSet<UInt128> addresses, IpFamily family)
    {
        var cover = new List<Cidr>();
        var bits = Address.Bits(family);
        foreach (var interval in addresses.Intervals)
        {
            for (var from = interval.From; ;)
            {
                var size = Math.Min(bits, (int)UInt128.TrailingZeroCount(from));
                while (size > 0 && Last(from, size) > interval.To)
                    size--;
                cover.Add(new Cidr(new Address(family, from), bits - size));
                if (Last(from, size) == interval.To)
                    break;
                from = Last(from, size) + 1;
            }
        }

        return cover;
    }

    /// <summary>The last address of the block of 2^<paramref name="size"/> addresses that begins there.</summary>
    private static UInt128 Last(UInt128 from, int size) => size == 128 ? UInt128.MaxValue : from | ((UInt128.One << size) - 1);
}
