using System.Net;
using System.Net.Sockets;

namespace ZtSegment.Language;

/// <summary>The two address families, which never mix in a flow.</summary>
public enum IpFamily : byte
{
    V4 = 4,
    V6 = 6,
}

/// <summary>One IPv4 or IPv6 address. The value is the address as a big-endian number: 32 or 128 bits.</summary>
public readonly record struct Address(IpFamily Family, UInt128 Value) : IComparable<Address>, ISpanFormattable
{
    /// <summary>
    /// Reads dotted decimal without leading zeros (RFC 6943, 3.1.1: <c>010.0.0.1</c> is ambiguous) or RFC 4291 text
    /// without zone, brackets, port or prefix length.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Address address)
    {
        address = default;
        if (text.Contains(':'))
            return TryParseV6(text, out address);
        uint value = 0;
        for (var octet = 0; octet < 4; octet++)
        {
            var length = octet < 3 ? text.IndexOf('.') : text.Length;
            if (length is < 1 or > 3 || (length > 1 && text[0] == '0'))
                return false;
            var number = 0u;
            foreach (var digit in text[..length])
            {
                if (!char.IsAsciiDigit(digit))
                    return false;
                number = number * 10 + (uint)(digit - '0');
            }

            if (number > 255)
                return false;
            value = value << 8 | number;
            text = octet < 3 ? text[(length + 1)..] : text;
        }

        address = new Address(IpFamily.V4, value);
        return true;
    }

    /// <exception cref="FormatException">The text is no address.</exception>
    public static Address Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var address) ? address : throw new FormatException($"`{text}` is no IP address");

    /// <summary>32 or 128.</summary>
    public static int Bits(IpFamily family) => family == IpFamily.V4 ? 32 : 128;

    /// <summary>The last address of the family as a number.</summary>
    public static UInt128 Last(IpFamily family) => family == IpFamily.V4 ? uint.MaxValue : UInt128.MaxValue;

    /// <summary>IPv4 before IPv6, then by number.</summary>
    public int CompareTo(Address other)
    {
        var byFamily = Family.CompareTo(other.Family);
        return byFamily != 0 ? byFamily : Value.CompareTo(other.Value);
    }

    public IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        return new IPAddress(Family == IpFamily.V4 ? bytes[12..] : bytes);
    }

    /// <summary>Dotted decimal, or RFC 5952 text.</summary>
    public override string ToString()
    {
        Span<char> text = stackalloc char[45];
        TryFormat(text, out var length, default, null);
        return new string(text[..length]);
    }

    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <inheritdoc cref="ToString()"/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        if (Family == IpFamily.V6)
            return HoldsV4 ? ToIPAddress().TryFormat(destination, out charsWritten) : TryFormatV6(destination, out charsWritten);
        charsWritten = 0;
        for (var shift = 24; shift >= 0; shift -= 8)
        {
            if (!((byte)(uint)(Value >> shift)).TryFormat(destination[charsWritten..], out var digits))
                return false;
            charsWritten += digits;
            if (shift == 0)
                break;
            if (charsWritten == destination.Length)
                return false;
            destination[charsWritten++] = '.';
        }

        return true;
    }

    /// <summary>Whether the text may end in dotted decimal: IPv4-mapped and -compatible addresses, and ISATAP (RFC 5214).</summary>
    private bool HoldsV4 => Value >> 64 == 0 || (uint)(Value >> 32) == 0x5EFE;

    /// <summary>RFC 5952: lower case, no leading zeros, the first longest run of two or more zero groups as <c>::</c>.</summary>
    private bool TryFormatV6(Span<char> destination, out int charsWritten)
    {
        charsWritten = 0;
        var (runStart, runLength) = LongestZeroRun();
        for (var group = 0; group < 8; group++)
        {
            if (group == runStart)
            {
                if (!"::".TryCopyTo(destination[charsWritten..]))
                    return false;
                charsWritten += 2;
                group += runLength - 1;
                continue;
            }

            if (group > 0 && group != runStart + runLength)
            {
                if (charsWritten == destination.Length)
                    return false;
                destination[charsWritten++] = ':';
            }

            if (!Group(group).TryFormat(destination[charsWritten..], out var digits, "x"))
                return false;
            charsWritten += digits;
        }

        return true;
    }

    private (int Start, int Length) LongestZeroRun()
    {
        var (bestStart, bestLength) = (-1, 1);
        for (var group = 0; group < 8; group++)
        {
            var length = 0;
            while (group + length < 8 && Group(group + length) == 0)
                length++;
            if (length > bestLength)
                (bestStart, bestLength) = (group, length);
            group += length;
        }

        return (bestStart, bestStart < 0 ? 0 : bestLength);
    }

    private ushort Group(int index) => (ushort)(Value >> (112 - 16 * index));

    private static bool TryParseV6(ReadOnlySpan<char> text, out Address address)
    {
        address = default;
        foreach (var c in text)
        {
            if (!char.IsAsciiHexDigit(c) && c is not (':' or '.'))
                return false;
        }

        var tail = text[(text.LastIndexOf(':') + 1)..];
        if (tail.Contains('.') && !TryParse(tail, out _))
            return false;
        if (!IPAddress.TryParse(text, out var parsed) || parsed.AddressFamily != AddressFamily.InterNetworkV6)
            return false;
        Span<byte> bytes = stackalloc byte[16];
        parsed.TryWriteBytes(bytes, out _);
        address = new Address(IpFamily.V6, System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes));
        return true;
    }
}
