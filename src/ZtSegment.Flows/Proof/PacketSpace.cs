using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows.Proof;

/// <summary>Fields that a target's rules look at beside the three of the packet space: the largest value of each.</summary>
/// <param name="Leading">Levels before the protocol.</param>
/// <param name="Trailing">Levels after the port.</param>
/// <remarks>A set that does not depend on them has no nodes of theirs, so a declared set is the same in every space.</remarks>
public sealed record FurtherFields(ImmutableArray<UInt128> Leading, ImmutableArray<UInt128> Trailing)
{
    public static FurtherFields None { get; } = new([], []);
}

/// <summary>The first packets of one address family at one end: protocol x remote address x destination port, as diagrams of one store.</summary>
/// <remarks>
/// The protocol is the number on the wire, so icmp is 1 over IPv4 and 58 over IPv6. Protocols without ports hold all ports or none.
/// The local address is not a field: every rule holds for each own address of the same family, and for no other. The protocol stands
/// before the address, so that what holds for one protocol and any address leaves the addresses of the others alone.
/// </remarks>
public sealed class PacketSpace
{
    private readonly Dictionary<PortSet, int> portNodes = [];
    private readonly int levels;

    public PacketSpace(
        IpFamily family, int budget = IntervalDiagram.DefaultBudget, FurtherFields? further = null, CancellationToken cancellation = default)
    {
        further ??= FurtherFields.None;
        Family = family;
        ProtocolLevel = further.Leading.Length;
        levels = further.Leading.Length + 3 + further.Trailing.Length;
        Diagram = new IntervalDiagram(
            [.. further.Leading, byte.MaxValue, Address.Last(family), ushort.MaxValue, .. further.Trailing], budget, cancellation);
    }

    public IpFamily Family { get; }

    public IntervalDiagram Diagram { get; }

    public int ProtocolLevel { get; }

    public int RemoteLevel => ProtocolLevel + 1;

    public int PortLevel => ProtocolLevel + 2;

    /// <summary>Multicast and limited broadcast as remote address.</summary>
    public int OutsidePacketSpace => Diagram.Of(RemoteLevel, AddressSet.OutsidePacketSpace[Family], IntervalDiagram.All);

    /// <summary>These protocols and ports, from or to any remote address.</summary>
    public int Of(ProtocolPorts ports) => Of([(IntervalSet<UInt128>.Of(new Interval<UInt128>(0, Address.Last(Family))), ports)]);

    /// <summary>These remote addresses on these protocols and ports.</summary>
    public int Of(IntervalSet<UInt128> remote, ProtocolPorts ports) => Of([(remote, ports)]);

    /// <summary>The union of many such pairs, in one sweep per protocol.</summary>
    public int Of(IEnumerable<(IntervalSet<UInt128> Remote, ProtocolPorts Ports)> rules)
    {
        var all = rules.ToList();
        var groups = new List<(IntervalSet<UInt128>, int)>();
        var rest = IntervalSet<UInt128>.Of(new Interval<UInt128>(0, byte.MaxValue));
        foreach (var protocol in all.SelectMany(r => r.Ports.Listed.Select(l => l.Protocol)).Distinct())
        {
            var wire = IntervalSet<UInt128>.Of(protocol.WireNumber(Family));
            rest = rest.Subtract(wire);
            groups.Add((wire, Diagram.UnionOf(RemoteLevel, [.. all
                .Select(r => (r.Remote, Child: PortNode(r.Ports[protocol])))
                .Where(r => r.Child != IntervalDiagram.Empty)])));
        }

        groups.Add((rest, Diagram.UnionOf(RemoteLevel, [.. all.Where(r => r.Ports.Rest).Select(r => (r.Remote, IntervalDiagram.All))])));
        return Diagram.UnionOf(ProtocolLevel, groups);
    }

    /// <summary>One box of wire values, as a ruleset writes it.</summary>
    public int Box(Interval<UInt128> remote, Interval<byte> protocol, Interval<ushort> port) =>
        Diagram.Of(ProtocolLevel, protocol.From, protocol.To,
            Diagram.Of(RemoteLevel, remote.From, remote.To, Diagram.Of(PortLevel, port.From, port.To, IntervalDiagram.All)));

    /// <summary>The set without these remote addresses.</summary>
    public int WithoutRemote(int node, IntervalSet<UInt128> remote) =>
        Diagram.Subtract(node, Diagram.Of(RemoteLevel, remote, IntervalDiagram.All));

    /// <summary>Whether the packet is in a set that does not depend on further fields.</summary>
    public bool Contains(int node, UInt128 remote, byte protocol, ushort port)
    {
        Span<UInt128> packet = stackalloc UInt128[levels];
        packet.Clear();
        packet[ProtocolLevel] = protocol;
        packet[RemoteLevel] = remote;
        packet[PortLevel] = port;
        return Diagram.Contains(node, packet);
    }

    private int PortNode(PortSet ports)
    {
        if (!portNodes.TryGetValue(ports, out var known))
            portNodes[ports] = known = Diagram.Of(PortLevel, Widen(ports.Ranges), IntervalDiagram.All);
        return known;
    }

    private static IntervalSet<UInt128> Widen(IntervalSet<ushort> ranges) =>
        IntervalSet<UInt128>.From(ranges.ToImmutableArray().Select(r => new Interval<UInt128>(r.From, r.To)));
}
