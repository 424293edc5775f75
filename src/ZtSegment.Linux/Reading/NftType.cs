namespace ZtSegment.Linux.Reading;

/// <summary>What a key or a field holds; the values that a reader gives are those on the wire, or of the kernel's own registers.</summary>
public enum NftType
{
    Ipv4Address,
    Ipv6Address,
    Protocol,
    Port,
    Mark,

    /// <summary>2 for IPv4, 10 for IPv6.</summary>
    Family,

    /// <summary>One bit per state: invalid 1, established 2, related 4, new 8, untracked 64.</summary>
    ConntrackState,

    /// <summary>0 for the direction of the first packet, 1 for replies.</summary>
    ConntrackDirection,
    TcpFlags,
    IcmpType,
    Icmpv6Type,
    HopLimit,

    /// <summary>Bytes of the packet with its IP header.</summary>
    Length,

    /// <summary>1 for the loopback interface; no other is modelled.</summary>
    Interface,
}

/// <summary>A field that a rule looks at.</summary>
public enum NftField
{
    Ipv4Source,
    Ipv4Destination,
    Ipv6Source,
    Ipv6Destination,
    Protocol,
    Family,

    /// <summary>The two bytes where TCP, UDP and SCTP have their source port, whatever the protocol.</summary>
    SourcePort,

    /// <summary>As <see cref="SourcePort"/>.</summary>
    DestinationPort,
    TcpSourcePort,
    TcpDestinationPort,
    UdpSourcePort,
    UdpDestinationPort,
    SctpSourcePort,
    SctpDestinationPort,
    TcpFlags,
    IcmpType,
    Icmpv6Type,
    Ipv6HopLimit,
    Length,
    InputInterface,
    OutputInterface,
    ConntrackState,
    ConntrackDirection,
    ConntrackMark,
}

internal static class NftFields
{
    public static NftType TypeOf(NftField field) => field switch
    {
        NftField.Ipv4Source or NftField.Ipv4Destination => NftType.Ipv4Address,
        NftField.Ipv6Source or NftField.Ipv6Destination => NftType.Ipv6Address,
        NftField.Protocol => NftType.Protocol,
        NftField.Family => NftType.Family,
        NftField.TcpFlags => NftType.TcpFlags,
        NftField.IcmpType => NftType.IcmpType,
        NftField.Icmpv6Type => NftType.Icmpv6Type,
        NftField.Ipv6HopLimit => NftType.HopLimit,
        NftField.Length => NftType.Length,
        NftField.InputInterface or NftField.OutputInterface => NftType.Interface,
        NftField.ConntrackState => NftType.ConntrackState,
        NftField.ConntrackDirection => NftType.ConntrackDirection,
        NftField.ConntrackMark => NftType.Mark,
        _ => NftType.Port,
    };

    /// <summary>The largest value that a field of the type can hold.</summary>
    public static UInt128 Largest(NftType type) => type switch
    {
        NftType.Ipv4Address or NftType.Mark or NftType.Length => uint.MaxValue,
        NftType.Ipv6Address => UInt128.MaxValue,
        NftType.Port => ushort.MaxValue,
        NftType.Interface or NftType.ConntrackDirection => 1,
        _ => byte.MaxValue,
    };

    /// <summary>A payload field by its header and name, as text and JSON write them: <c>ip saddr</c>.</summary>
    public static NftField? Payload(ReadOnlySpan<char> header, ReadOnlySpan<char> name) => header switch
    {
        "ip" => name switch { "saddr" => NftField.Ipv4Source, "daddr" => NftField.Ipv4Destination, _ => null },
        "ip6" => name switch { "saddr" => NftField.Ipv6Source, "daddr" => NftField.Ipv6Destination, "hoplimit" => NftField.Ipv6HopLimit, _ => null },
        "th" => name switch { "sport" => NftField.SourcePort, "dport" => NftField.DestinationPort, _ => null },
        "tcp" => name switch { "sport" => NftField.TcpSourcePort, "dport" => NftField.TcpDestinationPort, "flags" => NftField.TcpFlags, _ => null },
        "udp" => name switch { "sport" => NftField.UdpSourcePort, "dport" => NftField.UdpDestinationPort, _ => null },
        "sctp" => name switch { "sport" => NftField.SctpSourcePort, "dport" => NftField.SctpDestinationPort, _ => null },
        "icmp" => name is "type" ? NftField.IcmpType : null,
        "icmpv6" => name is "type" ? NftField.Icmpv6Type : null,
        _ => null,
    };

    public static NftField? Meta(ReadOnlySpan<char> key) => key switch
    {
        "l4proto" => NftField.Protocol,
        "nfproto" => NftField.Family,
        "length" => NftField.Length,
        "iif" or "iifname" => NftField.InputInterface,
        "oif" or "oifname" => NftField.OutputInterface,
        _ => null,
    };

    public static NftField? Conntrack(ReadOnlySpan<char> key) => key switch
    {
        "state" => NftField.ConntrackState,
        "direction" => NftField.ConntrackDirection,
        "mark" => NftField.ConntrackMark,
        _ => null,
    };

    /// <summary>A type by its nft name: <c>ipv4_addr</c>.</summary>
    public static NftType? Named(ReadOnlySpan<char> name) => name switch
    {
        "ipv4_addr" => NftType.Ipv4Address,
        "ipv6_addr" => NftType.Ipv6Address,
        "inet_proto" => NftType.Protocol,
        "inet_service" => NftType.Port,
        "mark" => NftType.Mark,
        "nf_proto" => NftType.Family,
        "icmp_type" => NftType.IcmpType,
        "icmpv6_type" => NftType.Icmpv6Type,
        _ => null,
    };
}
