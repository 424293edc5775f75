using System.Collections.Immutable;
using ZtSegment.Flows;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;
using ZtSegment.Linux.Reading;

namespace ZtSegment.Linux.Proof;

/// <summary>The packets of one family at one hook: replies of known flows, or all others. What a rule's fields mean depends on these.</summary>
internal readonly record struct PacketView(IpFamily Family, NftHook Hook, bool IsReply)
{
    private static readonly ulong[] StateBits = [8, 2, 4, 2, 4, 1, 64];

    private static readonly ImmutableArray<Tracking> Requests = [Tracking.New, Tracking.Established, Tracking.Related, Tracking.Invalid, Tracking.Untracked];

    private static readonly ImmutableArray<Tracking> Replies = [Tracking.ReplyEstablished, Tracking.ReplyRelated];

    public static IEnumerable<PacketView> All { get; } =
        [.. from family in new[] { IpFamily.V4, IpFamily.V6 }
            from hook in new[] { NftHook.Input, NftHook.Output }
            from isReply in new[] { false, true }
            select new PacketView(family, hook, isReply)];

    /// <summary>The direction of the flows that these packets belong to.</summary>
    public Direction Direction => (Hook == NftHook.Input) != IsReply ? Direction.Ingress : Direction.Egress;

    /// <summary>What connection tracking says of these packets.</summary>
    public ImmutableArray<Tracking> Trackings => IsReply ? Replies : Requests;

    /// <summary>Whether connection tracking knows the flow.</summary>
    public IntervalSet<UInt128> Tracked => Of(Trackings.Where(IsTracked));

    /// <summary>ICMP as the family has it.</summary>
    public byte Icmp => Protocol.Icmp.WireNumber(Family);

    /// <summary>Which of a packet's values the rule's field is; null where no packet of the view has the field.</summary>
    public PacketField? FieldOf(NftField field) => field switch
    {
        NftField.Ipv4Source or NftField.Ipv4Destination when Family != IpFamily.V4 => null,
        NftField.Ipv6Source or NftField.Ipv6Destination or NftField.Ipv6HopLimit or NftField.Icmpv6Type when Family != IpFamily.V6 => null,
        NftField.IcmpType when Family != IpFamily.V4 => null,
        NftField.InputInterface when Hook != NftHook.Input => null,
        NftField.OutputInterface when Hook != NftHook.Output => null,
        NftField.Ipv4Source or NftField.Ipv6Source => Hook == NftHook.Input ? PacketField.RemoteAddress : PacketField.LocalAddress,
        NftField.Ipv4Destination or NftField.Ipv6Destination => Hook == NftHook.Input ? PacketField.LocalAddress : PacketField.RemoteAddress,
        NftField.InputInterface or NftField.OutputInterface => PacketField.Loopback,
        NftField.Protocol => PacketField.Protocol,
        NftField.TcpFlags => PacketField.TcpFlags,
        NftField.IcmpType or NftField.Icmpv6Type => PacketField.IcmpType,
        NftField.Ipv6HopLimit => PacketField.HopLimit,
        NftField.Length => PacketField.Length,
        NftField.ConntrackState or NftField.ConntrackDirection => PacketField.Tracking,
        NftField.SourcePort or NftField.TcpSourcePort or NftField.UdpSourcePort or NftField.SctpSourcePort =>
            IsReply ? PacketField.ServicePort : PacketField.OtherPort,
        NftField.DestinationPort or NftField.TcpDestinationPort or NftField.UdpDestinationPort or NftField.SctpDestinationPort =>
            IsReply ? PacketField.OtherPort : PacketField.ServicePort,
        _ => null,
    };

    /// <summary>What a packet must be for it to have the field at all: nft adds such matches by itself.</summary>
    public ImmutableArray<(PacketField Field, IntervalSet<UInt128> Values)> NeededBy(NftField field) => field switch
    {
        NftField.SourcePort or NftField.DestinationPort => WithPorts,
        NftField.TcpSourcePort or NftField.TcpDestinationPort => [.. WithPorts, Protocols(Protocol.Tcp.Number)],
        NftField.UdpSourcePort or NftField.UdpDestinationPort => [.. WithPorts, Protocols(Protocol.Udp.Number)],
        NftField.SctpSourcePort or NftField.SctpDestinationPort => [.. WithPorts, Protocols(Protocol.Sctp.Number)],
        NftField.TcpFlags => [Protocols(Protocol.Tcp.Number)],
        NftField.IcmpType => [Protocols(Protocol.Icmp.Number)],
        NftField.Icmpv6Type => [Protocols(Protocol.IcmpV6Number)],
        NftField.ConntrackDirection or NftField.ConntrackMark => [(PacketField.Tracking, Tracked)],
        _ => [],
    };

    private static readonly ImmutableArray<(PacketField Field, IntervalSet<UInt128> Values)> WithPorts = [(PacketField.HasPorts, IntervalSet<UInt128>.Of(1))];

    private static (PacketField Field, IntervalSet<UInt128> Values) Protocols(byte number) => (PacketField.Protocol, IntervalSet<UInt128>.Of(number));

    /// <summary>Values of a rule's field as values of the packet: only what connection tracking says is written differently.</summary>
    public IntervalSet<UInt128> ValuesOf(NftField field, IntervalSet<UInt128> values) => field switch
    {
        NftField.ConntrackState => Of(Trackings.Where(t => values.Contains(StateOf(t)))),
        NftField.ConntrackDirection => Of(Trackings.Where(t => IsTracked(t) && values.Contains(DirectionOf(t)))),
        _ => values,
    };

    public static bool IsTracked(Tracking tracking) => tracking < Tracking.Invalid;

    /// <summary>The bit that <c>ct state</c> has for it.</summary>
    public static ulong StateOf(Tracking tracking) => StateBits[(int)tracking];

    /// <summary>The number that <c>ct direction</c> has for it.</summary>
    public static ulong DirectionOf(Tracking tracking) => tracking is Tracking.ReplyEstablished or Tracking.ReplyRelated ? 1u : 0;

    /// <summary>What connection tracking says, as a set; where it is all that packets of the view can have, the whole level.</summary>
    public IntervalSet<UInt128> Of(IEnumerable<Tracking> trackings)
    {
        var some = trackings.ToList();
        return some.Count == Trackings.Length
            ? IntervalSet<UInt128>.Of(new Interval<UInt128>(0, PacketFields.Largest(PacketField.Tracking, Family)))
            : IntervalSet<UInt128>.From(some.Select(t => new Interval<UInt128>((ulong)t, (ulong)t)));
    }

    /// <summary>The packets whose fields are all in these values; a field may be named several times.</summary>
    public static int Box(PacketSpace space, ReadOnlySpan<(PacketField Field, IntervalSet<UInt128> Values)> fields)
    {
        var node = IntervalDiagram.All;
        for (var field = PacketField.OtherPort; field >= PacketField.Loopback; field--)
        {
            IntervalSet<UInt128>? values = null;
            foreach (var (named, some) in fields)
            {
                if (named == field)
                    values = values is { } others ? others.Intersect(some) : some;
            }

            if (values is { } all)
                node = space.Diagram.Of((int)field, all, node);
        }

        return node;
    }

    /// <summary>The packets that there can be: what is in no packet makes no difference.</summary>
    /// <remarks>
    /// Connection tracking takes a packet of TCP, UDP, SCTP or ICMP without its whole header for invalid (nf_conntrack(7) checks), and relates
    /// ICMP errors to flows of their own family only.
    /// </remarks>
    public int Universe(PacketSpace space)
    {
        var view = this;
        var diagram = space.Diagram;
        var all = Box(space, [(PacketField.Tracking, IntervalSet<UInt128>.From(Trackings.Select(t => new Interval<UInt128>((ulong)t, (ulong)t))))]);
        var headless = Box(space,
        [
            (PacketField.Tracking, Tracked),
            (PacketField.HasPorts, IntervalSet<UInt128>.Of(0)),
            (PacketField.Protocol, IntervalSet<UInt128>.From(new[] { Protocol.Tcp, Protocol.Udp, Protocol.Sctp, Protocol.Icmp }
                .Select(p => p.WireNumber(view.Family)).Select(n => new Interval<UInt128>(n, n)))),
        ]);
        var otherIcmp = Family == IpFamily.V4 ? Protocol.IcmpV6Number : Protocol.Icmp.Number;
        var related = Box(space,
        [
            (PacketField.Tracking, Of(Trackings.Where(t => t is Tracking.Related or Tracking.ReplyRelated))),
            (PacketField.Protocol, IntervalSet<UInt128>.Of(otherIcmp)),
        ]);
        return diagram.Subtract(diagram.Subtract(all, headless), related);
    }
}
