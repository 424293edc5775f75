using ZtSegment.Flows.Graph;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Flows.Plan;

/// <summary>Finds what opens towards CIDR and group peers, workload kind by workload kind.</summary>
internal sealed class AddressSearch(Compilation own, IntentPeers peers, EndDifferences ends)
{
    private static readonly IpFamily[] Families = [IpFamily.V4, IpFamily.V6];
    private static readonly AddressSet Everything = AddressSet.From([Cidr.Parse("0.0.0.0/0"), Cidr.Parse("::/0")]);

    private readonly ManagementPorts management = new(own);
    private readonly Dictionary<string, CompiledPolicy> policies = own.Policies.ToDictionary(p => p.Policy.Name, StringComparer.Ordinal);
    private readonly Dictionary<(string Policy, Direction), BoundPeer[]> addressPeers = [];

    public IEnumerable<AddressChange> Of(PairedKind kind) => kind.Own.IsManaged
        ? Of(kind, Direction.Ingress).Concat(Of(kind, Direction.Egress))
        : [];

    private IEnumerable<AddressChange> Of(PairedKind kind, Direction direction)
    {
        var remotes = EndRegions.Addresses(Families.Where(kind.Has).SelectMany(f => ends.Of(kind.Own, kind.OtherFor(f), direction).Where(r => r.Family == f)));
        var rules = kind.Own.Class.Program[direction].Where(r => r.Remote.Hosts.IsEmpty)
            .Where(r => r.Remote.Set.Overlaps(remotes) || IsTagged(kind, r))
            .GroupBy(r => r.Policy, ReferenceEqualityComparer.Instance as IEqualityComparer<FlowPolicy>);
        foreach (var ofPolicy in rules)
        {
            foreach (var peer in AddressPeersOf(ofPolicy.Key, direction))
            {
                foreach (var change in OfPeer(kind, direction, ofPolicy.Key, peer, [.. ofPolicy]))
                    yield return change;
            }
        }

        if (remotes.IsEmpty)
            yield break;
        foreach (var (cidr, ports) in management.Written(kind.Own, direction))
        {
            var all = AddressSet.From([cidr]);
            foreach (var (remote, addresses, left) in Changed(kind, direction, new CidrPeer(default, cidr, []), all, [(all, ports)], ProtocolPorts.Empty))
                yield return new AddressChange(direction, remote, addresses, kind, Endpoint.OfSelector(Selector.Everything), new FlowPart(left, [], false, IsManagement: true));
        }
    }

    private IEnumerable<AddressChange> OfPeer(PairedKind kind, Direction direction, FlowPolicy policy, BoundPeer peer, ProgramRule[] rules)
    {
        var tagged = TaggedPorts(kind, direction, rules.Where(r => IsTagged(kind, r) && ReferenceEquals(r.Remote, peer.Nets)));
        return from change in Changed(kind, direction, peer.Written, peer.Nets!.Set, rules.Select(r => (Common(r.Remote, peer.Nets), r.Ports)), tagged)
               let part = new FlowPart(change.Ports, [policy], false, false)
               select new AddressChange(direction, change.Remote, change.Addresses, kind, SelectingPeer(policy, kind, direction), part);
    }

    /// <summary>What of some rules the other side does not let through, by how that part of their peer is written.</summary>
    /// <param name="tagged">Opens for the peer as a whole, by its service tag.</param>
    private IEnumerable<(Endpoint Remote, AddressSet Addresses, ProtocolPorts Ports)> Changed(
        PairedKind kind, Direction direction, Peer written, AddressSet all, IEnumerable<(AddressSet Remote, ProtocolPorts Ports)> rules, ProtocolPorts tagged)
    {
        var regions = rules.SelectMany(r => EndDifferences.Regions(kind.Own.Target!.Value, r.Remote, r.Ports.Subtract(tagged))).ToArray();
        var parts =
            from family in Families
            where kind.Has(family)
            from region in ends.Without(regions.Where(r => r.Family == family), kind.OtherFor(family), direction)
            group region by region.Ports into same
            let part = EndRegions.Addresses(same)
            from remote in PartOfPeer.Written(written, kind.OfFamilies(all), part, peers)
            select (Remote: remote, Addresses: part, Ports: same.Key);
        if (!tagged.IsEmpty)
            parts = parts.Prepend((Endpoint.Of(written), Everything, tagged));
        return from part in parts
               group part by part.Remote into same
               select (
                   same.Key,
                   same.Aggregate(AddressSet.Empty, (addresses, next) => addresses.Union(next.Addresses)),
                   same.Aggregate(ProtocolPorts.Empty, (ports, next) => ports.Union(next.Ports)));
    }

    /// <summary>A network security group goes by the tag, whatever addresses that stands for.</summary>
    private static bool IsTagged(PairedKind kind, ProgramRule rule) => kind.Own.Target == EnforcementTarget.Nsg && rule.Remote.ServiceTag is not null;

    private static ProtocolPorts TaggedPorts(PairedKind kind, Direction direction, IEnumerable<ProgramRule> rules)
    {
        var ports = ProtocolPorts.Empty;
        foreach (var rule in rules)
        {
            var there = kind.Other is { Target: EnforcementTarget.Nsg } other && Families.Where(kind.Has).All(f => kind.OtherFor(f) is not null)
                ? other.Class.Program[direction].Where(r => string.Equals(r.Remote.ServiceTag, rule.Remote.ServiceTag, StringComparison.OrdinalIgnoreCase))
                : [];
            ports = ports.Union(AtFamilies(kind, rule).Subtract(there.Aggregate(ProtocolPorts.Empty, (all, r) => all.Union(AtFamilies(kind, r)))));
        }

        return ports;
    }

    private static ProtocolPorts AtFamilies(PairedKind kind, ProgramRule rule) => Families.Where(kind.Has)
        .Aggregate(ProtocolPorts.Empty, (all, family) => all.Union(TargetPorts.At(EnforcementTarget.Nsg, family, rule.Ports)));

    private static AddressSet Common(AddressBlock rule, AddressBlock peer) => ReferenceEquals(rule, peer) ? peer.Set : rule.Set.Intersect(peer.Set);

    private Endpoint SelectingPeer(FlowPolicy policy, PairedKind kind, Direction direction) =>
        peers.EndpointOf(policies[policy.Name].Peers(direction).First(p => p.Atom?.Contains(kind.Own.Rows[0]) == true).Written);

    private BoundPeer[] AddressPeersOf(FlowPolicy policy, Direction direction)
    {
        if (!addressPeers.TryGetValue((policy.Name, direction), out var found))
        {
            addressPeers[(policy.Name, direction)] = found = [.. policies[policy.Name].Peers(direction == Direction.Ingress ? Direction.Egress : Direction.Ingress)
                .Where(p => p.Nets is not null).DistinctBy(p => Endpoint.Of(p.Written))];
        }

        return found;
    }
}
