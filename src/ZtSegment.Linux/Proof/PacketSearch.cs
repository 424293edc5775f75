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

    private (UInt128 Value, int Child) Choose(IReadOnlyList<DiagramEdge> edges, PacketField field, UInt128[] packet)
    {
        foreach (var usual in Usual(field, packet))
        {
            foreach (var edge in edges)
            {
                if (edge.From <= usual && usual <= edge.To)
                    return (usual, edge.Child);
            }
        }

        if (field == PacketField.RemoteAddress)
        {
            foreach (var edge in edges)
            {
                if (known.In(view.Family, edge.From, edge.To) is { } address)
                    return (address, edge.Child);
            }
        }

        // The lowest address of a range is its network, which is no host's; port 0 is nobody's.
        var first = edges.FirstOrDefault(e => e.To > e.From || e.From > 0, edges[0]);
        var isHost = field is PacketField.RemoteAddress or PacketField.LocalAddress or PacketField.ServicePort && first.To > first.From;
        return (isHost ? first.From + 1 : first.From, first.Child);
    }

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
