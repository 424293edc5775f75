using System.Collections.Immutable;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Linux.Proof;

/// <summary>Finds in a set the packet that a person recognises first: usual values before others, addresses of workloads before any.</summary>
internal sealed class PacketSearch(PacketSpace space, PacketView view, AddressSet own, KnownAddresses known)
{
    private static readonly UInt128[] Ports = [443, 80, 22, 5432, 8080, 8443, 53, 123, 514, 9100];

    /// <param name="packets">Not empty.</param>
    public UInt128[] In(int packets)
    {
        var packet = new UInt128[PacketFields.Count];
        var node = packets;
        for (var field = PacketField.Loopback; field <= PacketField.OtherPort; field++)
        {
            var edges = space.Diagram.EdgesAt(node, (int)field);
            var (value, child) = Choose(edges, field, packet);
            packet[(int)field] = value;
            node = child;
        }

        return packet;
    }

    private (UInt128 Value, int Child) Choose(ImmutableArray<DiagramEdge> edges, PacketField field, UInt128[] packet)
    {
        foreach (var usual in Usual(field, packet))
        {
            if (Holding(edges, usual) is { } edge)
                return (usual, edge.Child);
        }

        if (field == PacketField.RemoteAddress)
        {
            foreach (var edge in edges)
            {
                if (known.In(view.Family, edge.From, edge.To) is { } address)
                    return (address, edge.Child);
            }
        }

        if (field is not (PacketField.RemoteAddress or PacketField.LocalAddress or PacketField.ServicePort))
            return (edges[0].From, edges[0].Child);
        if (field != PacketField.ServicePort && Holding(edges, Documentation(field)) is { } example)
            return (Documentation(field), example.Child);

        // The lowest address of a range is its network's, which is no host's; port 0 is nobody's.
        var range = edges.FirstOrDefault(e => e.To > e.From || e.From > 0, edges[0]);
        return (range.To > range.From && (field != PacketField.ServicePort || range.From == 0) ? range.From + 1 : range.From, range.Child);
    }

    private static DiagramEdge? Holding(ImmutableArray<DiagramEdge> edges, UInt128 value)
    {
        foreach (var edge in edges)
        {
            if (edge.From <= value && value <= edge.To)
                return edge;
        }

        return null;
    }

    /// <summary>An address that stands for any (RFC 5737, RFC 3849).</summary>
    private UInt128 Documentation(PacketField field) =>
        Address.Parse(view.Family == IpFamily.V4 ? "192.0.2.1" : "2001:db8::1").Value + (field == PacketField.LocalAddress ? 1u : 0);

    private IEnumerable<UInt128> Usual(PacketField field, UInt128[] packet) => field switch
    {
        PacketField.LocalAddress => own[view.Family].ToImmutableArray().Select(i => i.From),
        PacketField.TcpFlags => packet[(int)PacketField.Tracking] == (int)Tracking.New ? [2, 16] : [16, 24],
        PacketField.IcmpType => [view.Family == IpFamily.V4 ? 8u : 128u],
        PacketField.HopLimit => [64],
        PacketField.Length => [60],
        PacketField.HasPorts => [1],
        PacketField.Protocol => [6, 17, view.Icmp],
        PacketField.ServicePort => Ports,
        PacketField.OtherPort => [40000],
        _ => [],
    };
}
