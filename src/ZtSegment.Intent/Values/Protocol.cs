namespace ZtSegment.Language;

/// <summary>An IP protocol of the language. <see cref="Icmp"/> stands for 1 over IPv4 and 58 over IPv6 (RFC 792, RFC 4443).</summary>
/// <param name="Number">0-255, never 58: that is <see cref="Icmp"/>.</param>
public readonly record struct Protocol(byte Number) : IComparable<Protocol>
{
    public const byte IcmpV6Number = 58;

    public static readonly Protocol Icmp = new(1);
    public static readonly Protocol Tcp = new(6);
    public static readonly Protocol Udp = new(17);
    public static readonly Protocol Gre = new(47);
    public static readonly Protocol Esp = new(50);
    public static readonly Protocol Ah = new(51);
    public static readonly Protocol Sctp = new(132);

    public bool HasPorts => this == Tcp || this == Udp || this == Sctp;

    /// <summary>The protocol that <c>proto/N</c> means: 1 and 58 are both icmp.</summary>
    public static Protocol FromNumber(byte number) => new(number == IcmpV6Number ? Icmp.Number : number);

    /// <summary>The word of the language, <c>proto/N</c> aside; null for any other word.</summary>
    public static Protocol? FromWord(ReadOnlySpan<char> word) => word switch
    {
        "tcp" => Tcp,
        "udp" => Udp,
        "sctp" => Sctp,
        "icmp" => Icmp,
        "esp" => Esp,
        "ah" => Ah,
        "gre" => Gre,
        _ => null,
    };

    /// <summary>The number on the wire: 58 for icmp over IPv6.</summary>
    public byte WireNumber(IpFamily family) => this == Icmp && family == IpFamily.V6 ? IcmpV6Number : Number;

    public int CompareTo(Protocol other) => Number.CompareTo(other.Number);

    /// <summary>As the language writes it: <c>tcp</c>, <c>icmp</c>, <c>proto/112</c>.</summary>
    public override string ToString() => Number switch
    {
        1 => "icmp",
        6 => "tcp",
        17 => "udp",
        47 => "gre",
        50 => "esp",
        51 => "ah",
        132 => "sctp",
        var other => $"proto/{other}",
    };
}
