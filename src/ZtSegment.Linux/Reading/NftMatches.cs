using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Linux.Reading;

/// <summary>Matches of one field as sets of its values, whatever the operator was.</summary>
internal static class NftMatches
{
    public static NftMatch Of(NftField field, bool isNegated, IEnumerable<Interval<UInt128>> values)
    {
        var set = new NftSet(null, new NftKey([NftFields.TypeOf(field)]), false, [.. values.Select(v => new NftElement(v, default, default, 0, NftElement.Never))]);
        return new NftMatch([field], isNegated, set, null);
    }

    /// <summary>The values of an 8-bit field whose masked bits are one of these (or none of them, where negated).</summary>
    public static NftMatch Masked(NftField field, ulong mask, IReadOnlyCollection<ulong> values, bool isNegated) =>
        OfBytes(field, bits => values.Contains(bits & mask) != isNegated);

    /// <summary>Any of these bits: what a list of flags means where no operator stands.</summary>
    public static NftMatch AnyBit(NftField field, ulong bits) => OfBytes(field, value => (value & bits) != 0);

    /// <summary>A comparison with one number.</summary>
    public static NftMatch Compared(NftField field, string comparison, UInt128 number)
    {
        if (NftFields.TypeOf(field) == NftType.Interface)
            throw new NftProblemException("a comparison of interfaces by number is not modelled");
        var largest = NftFields.Largest(NftFields.TypeOf(field));
        Interval<UInt128>? range = comparison switch
        {
            "<" => number == 0 ? null : new(0, number - 1),
            "<=" => new(0, number),
            ">" => number >= largest ? null : new(number + 1, largest),
            _ => new(number, largest),
        };
        return Of(field, false, range is { } some ? [some] : []);
    }

    /// <summary>
    /// What nft adds to <c>reject with</c> by itself: a reset answers TCP only, an ICMP error only packets of its own family; null for
    /// <c>icmpx</c> and for no reason.
    /// </summary>
    public static NftMatch? NeededByReject(string? kind) => kind switch
    {
        "tcp" or "tcp reset" => Of(NftField.Protocol, false, [new Interval<UInt128>(Protocol.Tcp.Number, Protocol.Tcp.Number)]),
        "icmp" => Of(NftField.Family, false, [new Interval<UInt128>(2, 2)]),
        "icmpv6" => Of(NftField.Family, false, [new Interval<UInt128>(10, 10)]),
        "icmpx" or null => null,
        _ => throw new NftProblemException($"to reject with `{kind}` is not modelled"),
    };

    private static NftMatch OfBytes(NftField field, Func<ulong, bool> holds)
    {
        var values = ImmutableArray.CreateBuilder<Interval<UInt128>>();
        for (var value = 0u; value <= byte.MaxValue; value++)
        {
            if (holds(value))
                values.Add(new Interval<UInt128>(value, value));
        }

        return Of(field, false, IntervalSet<UInt128>.From(values).ToImmutableArray());
    }
}
