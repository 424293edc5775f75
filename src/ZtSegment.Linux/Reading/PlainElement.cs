using System.Runtime.CompilerServices;
using ZtSegment.Language;

namespace ZtSegment.Linux.Reading;

/// <summary>
/// Reads an element in one go where it is written plainly: <c>10.0.0.0/8 . tcp . 80-90 : 1001,</c> with single blanks and without options.
/// Whatever else it may be is left to the tokens.
/// </summary>
internal ref struct PlainElement(ReadOnlySpan<char> text)
{
    private readonly ReadOnlySpan<char> text = text;
    private int position;

    /// <summary>How many characters the element has.</summary>
    public readonly int Length => position;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryRead(NftKey key, bool isMap, TimeSpan ends, out NftElement element)
    {
        element = default;
        var wide = key.Wide;
        Interval<UInt128> address = default;
        Interval<ushort> first = default, second = default;
        for (int i = 0, narrow = 0; i < key.Types.Length; i++)
        {
            if (i > 0 && !TryTake(" . "))
                return false;
            if (i == wide)
            {
                if (!TryAddresses(key.Types[i], out address))
                    return false;
            }
            else if (!TryNumbers(key.Types[i], out var range))
            {
                return false;
            }
            else if (narrow++ == 0)
            {
                first = range;
            }
            else
            {
                second = range;
            }
        }

        var mark = 0ul;
        if (isMap && (!TryTake(" : ") || !TryDigits(uint.MaxValue, out mark)))
            return false;
        if (position >= text.Length || (text[position] != ',' && !text[position..].StartsWith(" }")))
            return false;
        element = new NftElement(address, first, second, (uint)mark, ends);
        return true;
    }

    private bool TryTake(ReadOnlySpan<char> expected)
    {
        if (!text[position..].StartsWith(expected))
            return false;
        position += expected.Length;
        return true;
    }

    private bool TryAddresses(NftType type, out Interval<UInt128> range)
    {
        range = default;
        if (type is not (NftType.Ipv4Address or NftType.Ipv6Address) || !TryAddress(type, out var from))
            return false;
        range = new Interval<UInt128>(from, from);
        if (TryTake("/"))
        {
            var family = type == NftType.Ipv4Address ? IpFamily.V4 : IpFamily.V6;
            if (!TryDigits((ulong)Address.Bits(family), out var length))
                return false;
            range = new Cidr(new Address(family, from), (int)length).Masked.Range;
        }
        else if (TryTake("-"))
        {
            if (!TryAddress(type, out var to) || to < from)
                return false;
            range = new Interval<UInt128>(from, to);
        }

        return true;
    }

    private bool TryAddress(NftType type, out UInt128 address)
    {
        var rest = text[position..];
        var end = 0;
        while (end < rest.Length && (char.IsAsciiHexDigit(rest[end]) || rest[end] is '.' or ':'))
            end++;
        position += end;
        var isRead = Address.TryParse(rest[..end], out var parsed) && (parsed.Family == IpFamily.V4) == (type == NftType.Ipv4Address);
        address = parsed.Value;
        return isRead;
    }

    private bool TryNumbers(NftType type, out Interval<ushort> range)
    {
        range = default;
        var largest = (ulong)NftFields.Largest(type);
        if (type == NftType.Protocol && position < text.Length && char.IsAsciiLetter(text[position]))
        {
            var rest = text[position..];
            var end = 1;
            while (end < rest.Length && (char.IsAsciiLetterOrDigit(rest[end]) || rest[end] is '-' or '.' or '_' or '/'))
                end++;
            position += end;
            if (!NftWords.TryNumber(type, rest[..end], out var named))
                return false;
            range = new Interval<ushort>((ushort)named, (ushort)named);
            return true;
        }

        if (type is not (NftType.Protocol or NftType.Port) || !TryDigits(largest, out var from))
            return false;
        var to = from;
        if (TryTake("-") && (!TryDigits(largest, out to) || to < from))
            return false;
        range = new Interval<ushort>((ushort)from, (ushort)to);
        return true;
    }

    private bool TryDigits(ulong largest, out ulong number)
    {
        var start = position;
        number = 0;
        while (position < text.Length && text[position] is >= '0' and <= '9' && position - start < 10)
            number = number * 10 + (ulong)(text[position++] - '0');
        return position > start && (text[start] != '0' || position == start + 1) && number <= largest && (position >= text.Length || !char.IsAsciiLetterOrDigit(text[position]));
    }
}
