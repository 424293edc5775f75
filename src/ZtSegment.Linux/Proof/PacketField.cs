using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Linux.Proof;

/// <summary>What a packet at a hook is told by, in the order of the diagram's levels; few values before many.</summary>
internal enum PacketField
{
    /// <summary>1 for packets of the loopback interface.</summary>
    Loopback,

    /// <summary>The address of this host's side: destination of what comes in, source of what goes out.</summary>
    LocalAddress,

    /// <summary>A <see cref="Proof.Tracking"/>.</summary>
    Tracking,

    /// <summary>Of TCP only; any other packet has all values alike.</summary>
    TcpFlags,

    /// <summary>Of ICMP or ICMPv6, as the family has it.</summary>
    IcmpType,

    /// <summary>Of IPv6.</summary>
    HopLimit,
    Length,

    /// <summary>1 where at least four bytes follow the IP headers, where TCP has its ports.</summary>
    HasPorts,
    Protocol,
    RemoteAddress,

    /// <summary>The port of the flow's destination: the destination port of requests, the source port of replies.</summary>
    ServicePort,

    /// <summary>The port of the flow's source.</summary>
    OtherPort,
}

/// <summary>What connection tracking says of a packet: direction and state go together (ctinfo in the kernel).</summary>
internal enum Tracking
{
    New,
    Established,
    Related,
    ReplyEstablished,
    ReplyRelated,

    /// <summary>No connection: no direction and no mark either.</summary>
    Invalid,

    /// <summary>As <see cref="Invalid"/>.</summary>
    Untracked,
}

internal static class PacketFields
{
    public const int Count = (int)PacketField.OtherPort + 1;

    public static PacketSpaces NewSpaces(int budget, CancellationToken cancellation) => new(budget, FurtherFields, cancellation);

    public static UInt128 Largest(PacketField field, IpFamily family) => field switch
    {
        PacketField.Loopback or PacketField.HasPorts => 1,
        PacketField.LocalAddress or PacketField.RemoteAddress => Address.Last(family),
        PacketField.Tracking => (int)Tracking.Untracked,
        PacketField.Length => uint.MaxValue,
        PacketField.ServicePort or PacketField.OtherPort => ushort.MaxValue,
        _ => byte.MaxValue,
    };

    private static FurtherFields FurtherFields(IpFamily family) => new(
        [.. Enumerable.Range(0, (int)PacketField.Protocol).Select(f => Largest((PacketField)f, family))],
        [Largest(PacketField.OtherPort, family)]);
}
