using ZtSegment.Language;

namespace ZtSegment.Flows.Proof;

/// <summary>The first packets of one address family at one end: remote address x protocol x destination port, as diagrams of one store.</summary>
/// <remarks>
/// The protocol is the number on the wire, so icmp is 1 over IPv4 and 58 over IPv6. Protocols without ports hold all ports or none.
/// The local address is not a field: every rule holds for each own address of the same family, and for no other.
/// </remarks>
public sealed class PacketSpace
{
    public const int RemoteLevel = 0;
    public const int ProtocolLevel = 1;
    public const int PortLevel = 2;

    private readonly Dictionary<ProtocolPorts, int> services = [];

    public PacketSpace(IpFamily family, int budget = IntervalDiagram.DefaultBudget, CancellationToken cancellation = default)
    {
        Family = family;
        Diagram = new IntervalDiagram([Address.Last(family), byte.MaxValue, ushort.MaxValue], budget, cancellation);
    }

    public IpFamily Family { get; }

    public IntervalDiagram Diagram { get; }

    /// <summary>Multicast and limited broadcast as remote address.</summary>
    public int OutsidePacketSpace => Diagram.Of(RemoteLevel, AddressSet.OutsidePacketSpace[Family], IntervalDiagram.All);

    /// <summary>These protocols and ports, from or to any remote address.</summary>
    public int Of(ProtocolPorts ports)
    {
        if (services.TryGetValue(ports, out var known))
            return known;
        var groups = new List<(IntervalSet<UInt128>, int)>();
        var rest = IntervalSet<UInt128>.Of(new Interval<UInt128>(0, byte.MaxValue));
        foreach (var (protocol, set) in ports.Listed)
        {
            var wire = IntervalSet<UInt128>.Of(protocol.WireNumber(Family));
            rest = rest.Subtract(wire);
            groups.Add((wire, Diagram.Of(PortLevel, Widen(set.Ranges), IntervalDiagram.All)));
        }

        if (ports.Rest)
            groups.Add((rest, IntervalDiagram.All));
        return services[ports] = Diagram.UnionOf(ProtocolLevel, groups);
    }

    /// <summary>These remote addresses on these protocols and ports.</summary>
    public int Of(IntervalSet<UInt128> remote, ProtocolPorts ports) => Diagram.Of(RemoteLevel, remote, Of(ports));

    /// <summary>The union of many such pairs, in one sweep.</summary>
    public int Of(IEnumerable<(IntervalSet<UInt128> Remote, ProtocolPorts Ports)> rules) =>
        Diagram.UnionOf(RemoteLevel, [.. rules.Select(r => (r.Remote, Of(r.Ports)))]);

    /// <summary>One box of wire values, as a ruleset writes it.</summary>
    public int Box(Interval<UInt128> remote, Interval<byte> protocol, Interval<ushort> port) =>
        Diagram.Of(RemoteLevel, remote.From, remote.To,
            Diagram.Of(ProtocolLevel, protocol.From, protocol.To, Diagram.Of(PortLevel, port.From, port.To, IntervalDiagram.All)));

    /// <summary>The set without these remote addresses.</summary>
    public int WithoutRemote(int node, IntervalSet<UInt128> remote) =>
        Diagram.Subtract(node, Diagram.Of(RemoteLevel, remote, IntervalDiagram.All));

    public bool Contains(int node, UInt128 remote, byte protocol, ushort port) => Diagram.Contains(node, remote, protocol, port);

    private static IntervalSet<UInt128> Widen(IntervalSet<ushort> ranges) =>
        IntervalSet<UInt128>.From(ranges.ToImmutableArray().Select(r => new Interval<UInt128>(r.From, r.To)));
}
