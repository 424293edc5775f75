namespace ZtSegment.Language;

/// <summary>An address prefix such as <c>10.0.0.0/8</c> or <c>fd00::/8</c>; host bits are zero.</summary>
public readonly record struct Cidr(Address Network, int PrefixLength) : IComparable<Cidr>
{
    public IpFamily Family => Network.Family;

    /// <summary>First and last address as numbers of the family.</summary>
    public Interval<UInt128> Range => new(Network.Value, Network.Value | HostMask(Family, PrefixLength));

    /// <summary>Reads <c>address/length</c>, length 0-32 or 0-128 without leading zeros. Host bits may be set: see <see cref="HasHostBits"/>.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Cidr cidr)
    {
        cidr = default;
        var slash = text.IndexOf('/');
        if (slash < 0 || !Address.TryParse(text[..slash], out var network))
            return false;
        var length = text[(slash + 1)..];
        if (length.Length is 0 or > 3 || (length.Length > 1 && length[0] == '0') || length.ContainsAnyExceptInRange('0', '9'))
            return false;
        var bits = int.Parse(length);
        if (bits > Address.Bits(network.Family))
            return false;
        cidr = new Cidr(network, bits);
        return true;
    }

    /// <exception cref="FormatException">The text is no prefix, or has host bits set.</exception>
    public static Cidr Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var cidr) && !cidr.HasHostBits ? cidr : throw new FormatException($"`{text}` is no CIDR");

    public bool HasHostBits => (Network.Value & HostMask(Family, PrefixLength)) != 0;

    /// <summary>The same prefix with its host bits cleared.</summary>
    public Cidr Masked => this with { Network = Network with { Value = Network.Value & ~HostMask(Family, PrefixLength) } };

    public int CompareTo(Cidr other)
    {
        var byNetwork = Network.CompareTo(other.Network);
        return byNetwork != 0 ? byNetwork : PrefixLength.CompareTo(other.PrefixLength);
    }

    public override string ToString() => $"{Network}/{PrefixLength}";

    private static UInt128 HostMask(IpFamily family, int prefixLength)
    {
        var hostBits = Address.Bits(family) - prefixLength;
        return hostBits == 128 ? UInt128.MaxValue : (UInt128.One << hostBits) - 1;
    }
}
