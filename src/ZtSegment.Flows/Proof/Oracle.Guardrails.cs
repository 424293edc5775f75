using ZtSegment.Language;

namespace ZtSegment.Flows.Proof;

/// <summary>Item 11: what ends leave out since facts let it break a guardrail, and what guardrails ask of an end.</summary>
public sealed partial class Oracle
{
    private readonly Dictionary<(int Own, Direction), List<(AddressSet Remote, ProtocolPorts Ports)>> cuts = [];
    private readonly Dictionary<(int Own, Direction, IpFamily), List<(AddressSet Remote, ProtocolPorts Ports, string? Tag)>> rulesAt = [];

    /// <summary>Everything that lets packets of one family through an end, management included.</summary>
    /// <returns>With the tag, what a service tag without CIDRs may hold: any address.</returns>
    internal IReadOnlyList<(AddressSet Remote, ProtocolPorts Ports, string? Tag)> RulesAt(int own, Direction direction, IpFamily family)
    {
        if (rulesAt.TryGetValue((own, direction, family), out var known))
            return known;
        var workload = intent.Workloads[own];
        if (!workload.IsManaged)
            return [];
        var target = workload.Nsg is null ? EnforcementTarget.Linux : EnforcementTarget.Nsg;
        var all = PolicyRules(own, direction).Concat(ManagementRules(workload, own, direction)).Select(r => (r.Remote, r.Ports, Tag: (string?)null));
        return rulesAt[(own, direction, family)] =
            [.. all.Concat(TagRules(own, direction)).Select(r => (r.Remote, Expressible(r.Ports, family, target), r.Tag))];
    }

    private IEnumerable<(AddressSet Remote, ProtocolPorts Ports, string? Tag)> TagRules(int own, Direction direction) =>
        from policy in live
        where Selects(policy, OwnSide(policy, direction), own)
        from peer in OtherSide(policy, direction)
        where estate.IsTagAlone(peer)
        select (Anything, PortsAt(policy.Ports, direction == Direction.Ingress ? own : null), estate.TagOf(peer));

    private List<(AddressSet Remote, ProtocolPorts Ports)> CutAt(int own, Direction direction)
    {
        if (guardrails is null)
            return [];
        if (!cuts.TryGetValue((own, direction), out var known))
            cuts[(own, direction)] = known = guardrails.CutAt(own, direction);
        return known;
    }

    private FamilySets WithoutCuts(PacketSpaces spaces, int own, Direction direction, FamilySets sets)
    {
        var cut = CutAt(own, direction);
        return cut.Count == 0 ? sets : new FamilySets(Without(spaces.V4, sets.V4), Without(spaces.V6, sets.V6));

        int Without(PacketSpace space, int packets) =>
            space.Diagram.Subtract(packets, space.Of(cut.Select(c => (c.Remote[space.Family], c.Ports)).Where(c => !c.Item1.IsEmpty)));
    }

    private bool IsCut(int own, Direction direction, Packet packet) => CutAt(own, direction).Exists(cut => cut.Remote.Contains(packet.Remote)
        && (cut.Ports.Listed.Any(l => l.Protocol.WireNumber(packet.Remote.Family) == packet.Protocol)
            ? cut.Ports.Listed.Any(l => l.Protocol.WireNumber(packet.Remote.Family) == packet.Protocol && l.Ports.Contains(packet.Port))
            : cut.Ports.Rest));

    private static readonly AddressSet Anything =
        AddressSet.From([Cidr.Parse("0.0.0.0/0"), Cidr.Parse("::/0")]).Subtract(AddressSet.OutsidePacketSpace);
}
