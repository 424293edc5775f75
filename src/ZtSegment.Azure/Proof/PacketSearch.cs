using System.Collections.Immutable;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Azure.Proof;

/// <summary>Finds in a set the packet that a person recognises first: usual values before others, addresses of workloads before any.</summary>
internal sealed class PacketSearch(NsgSpace space, IntervalSet<UInt128> own, KnownAddresses known)
{
    private static readonly UInt128[] UsualPorts = [443, 80, 22, 5432, 8080, 8443, 53, 123, 514, 9100];

    private const uint UsualSourcePort = 40_000;

    /// <param name="packets">Not empty.</param>
    public NsgPacket In(int packets)
    {
        var fields = new UInt128[space.Levels];
        for (var level = 0; level < fields.Length; level++)
        {
            var (value, child) = Choose(space.Diagram.EdgesAt(packets, level), level);
            fields[level] = value;
            packets = child;
        }

        return NsgPacket.Of(space, fields);
    }

    private (UInt128 Value, int Child) Choose(ImmutableArray<DiagramEdge> edges, int level)
    {
        foreach (var usual in Usual(level))
        {
            foreach (var edge in edges)
            {
                if (edge.From <= usual && usual <= edge.To)
                    return (usual, edge.Child);
            }
        }

        if (level == NsgSpace.LocalLevel || level == space.Packets.RemoteLevel)
        {
            foreach (var edge in edges)
            {
                if (known.In(space.Family, edge.From, edge.To) is { } address)
                    return (address, edge.Child);
            }
        }

        return (edges[0].From, edges[0].Child);
    }

    private IEnumerable<UInt128> Usual(int level) =>
        level == NsgSpace.LocalLevel ? own.ToImmutableArray().Select(i => i.From)
        : level == space.Packets.ProtocolLevel ? [6, 17, space.Family == IpFamily.V4 ? 1u : 58u]
        : level == space.Packets.PortLevel ? UsualPorts
        : level == space.SourcePortLevel ? [UsualSourcePort]
        : [];
}
