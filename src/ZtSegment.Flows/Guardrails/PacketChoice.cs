using System.Collections.Immutable;
using ZtSegment.Flows.Graph;
using ZtSegment.Language;

namespace ZtSegment.Flows.Guardrails;

/// <summary>Of many packets one that a person recognises, and what lets it through.</summary>
internal sealed class PacketChoice(GuardedEstate estate)
{
    private static readonly Protocol[] KnownProtocols = [Protocol.Tcp, Protocol.Udp, Protocol.Icmp, Protocol.Sctp, Protocol.Esp, Protocol.Ah, Protocol.Gre];
    private static readonly ushort[] KnownPorts = [443, 22, 80, 5432, 53];

    public GuardrailPacket Of(FlowEnd source, FlowEnd destination, IpFamily family, ProtocolPorts ports)
    {
        var (from, to) = Rows(source.Kind, destination.Kind);
        var (protocol, port) = Of(ports);
        return new GuardrailPacket(End(source, from, family), End(destination, to, family), protocol, port);
    }

    /// <summary>A well-known service where there is one, else the lowest.</summary>
    public static (Protocol Protocol, ushort? Port) Of(ProtocolPorts ports)
    {
        var protocol = KnownProtocols.Cast<Protocol?>().FirstOrDefault(p => !ports[p!.Value].IsEmpty)
            ?? (ports.Rest
                ? Enumerable.Range(0, 256).Select(n => new Protocol((byte)n)).First(p => !ports[p].IsEmpty)
                : ports.Listed.First(l => !l.Ports.IsEmpty).Protocol);
        return protocol.HasPorts ? (protocol, Of(ports[protocol])) : (protocol, null);
    }

    /// <summary>The policies whose rules let the packet through at a managed end, by name, and whether management does.</summary>
    public (ImmutableArray<FlowPolicy> Policies, bool ByManagement) ThatLet(WorkloadKind? kind, Direction direction, Address remote, GuardrailPacket packet)
    {
        if (kind is not { IsManaged: true })
            return ([], false);
        var passing = estate.Rules.Of(kind, direction)
            .Where(r => r.Remote.Set.Contains(remote) && r.Ports(remote.Family).Contains(packet.Protocol, packet.Port ?? 0))
            .Select(r => r.Policy).ToList();
        return ([.. passing.OfType<FlowPolicy>().DistinctBy(p => p.Name).OrderBy(p => p.Name, StringComparer.Ordinal)], passing.Contains(null));
    }

    private static ushort Of(PortSet ports)
    {
        foreach (var known in KnownPorts)
        {
            if (ports.Contains(known))
                return known;
        }

        var (first, last) = ports.Ranges.Intervals[0];
        return first == 0 && last > 0 ? (ushort)1 : first;
    }

    private static (int? From, int? To) Rows(WorkloadKind? source, WorkloadKind? destination) =>
        (source?.Rows[0], destination is null ? null : destination == source ? destination.Rows[1] : destination.Rows[0]);

    private PacketEnd End(FlowEnd end, int? row, IpFamily family) => row is { } known
        ? new PacketEnd(estate.Table.Workloads[known], estate.Table.Addresses[known].First(a => estate.Kinds.Find(a) == end.Address))
        : new PacketEnd(null, estate.FirstUnheld(family, end.Outside)!.Value);
}
