using System.Collections.Immutable;
using ZtSegment.Flows.Graph;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Flows.Plan;

/// <summary>Finds what opens or closes towards CIDR and group peers, workload kind by workload kind.</summary>
internal sealed class AddressSearch(Compilation own, Compilation other, IntentPeers peers, IntentPeers otherPeers, EndDifferences ends)
{
    private static readonly AddressSet Everything = AddressSet.From([Cidr.Parse("0.0.0.0/0"), Cidr.Parse("::/0")]);

    private readonly ManagementPorts management = new(own);
    private readonly Dictionary<int, CompiledPolicy> ownPolicies = own.Policies.ToDictionary(p => p.Index);
    private readonly CompiledPolicy[] ownTagged = Tagged(own, peers);
    private readonly CompiledPolicy[] otherTagged = Tagged(other, otherPeers);
    private readonly Dictionary<(int Policy, Direction), BoundPeer[]> addressPeers = [];

    public IEnumerable<AddressChange> Of(PairedKind kind)
    {
        if (!kind.Own.IsManaged)
            return [];
        return from direction in new[] { Direction.Ingress, Direction.Egress }
               from change in Of(kind, direction)
               select change;
    }

    private IEnumerable<AddressChange> Of(PairedKind kind, Direction direction)
    {
        var changed = ends.Of(kind.Own, kind.Other, direction);
        foreach (var change in Tagged(kind, direction))
            yield return change;
        if (changed.Count == 0)
            yield break;
        var remotes = EndRegions.Addresses(changed);
        foreach (var rules in kind.Own.Class.Program[direction].Where(r => r.Remote.Hosts.IsEmpty && r.Remote.Set.Overlaps(remotes)).GroupBy(r => r.Policy))
        {
            foreach (var peer in AddressPeersOf(rules.Key, direction).Where(p => p.Nets!.Set.Overlaps(remotes)))
            {
                var regions = rules.SelectMany(r => EndDifferences.Regions(kind.Own.Target!.Value, Common(r.Remote, peer.Nets!), r.Ports));
                foreach (var change in OfPeer(kind, direction, rules.Key, peer, regions))
                    yield return change;
            }
        }

        foreach (var change in Management(kind, direction))
            yield return change;
    }

    private IEnumerable<AddressChange> OfPeer(PairedKind kind, Direction direction, int policy, BoundPeer peer, IEnumerable<EndRegion> regions)
    {
        var written =
            from region in EndRegions.Merged(ends.Without(OfFamilies(kind, regions), kind.Other, direction))
            group region by region.Ports into same
            let part = EndRegions.Addresses(same)
            from remote in PartOfPeer.Written(peer.Written, OfFamilies(kind, peer.Nets!.Set), part, peers)
            group (part, same.Key) by remote;
        foreach (var remote in written)
        {
            yield return new AddressChange(
                direction, remote.Key, remote.Aggregate(AddressSet.Empty, (all, next) => all.Union(next.part)), kind, SelectingPeer(policy, kind, direction),
                new FlowPart(remote.Aggregate(ProtocolPorts.Empty, (all, next) => all.Union(next.Key)), [own.Intent.Policies[policy]], false, false));
        }
    }

    /// <summary>What a network security group goes by where the group is a service tag, whatever addresses that stands for.</summary>
    private IEnumerable<AddressChange> Tagged(PairedKind kind, Direction direction)
    {
        if (kind.Own.Target != EnforcementTarget.Nsg)
            return [];
        return from policy in ownTagged
               where Selects(policy, kind.Own, direction)
               from peer in AddressPeersOf(policy.Index, direction)
               let tag = peers.ServiceTagOf(peer.Written)
               where tag is not null
               let ports = TagPorts(own, kind.Own, policy, direction).Subtract(TaggedThere(kind, tag, direction))
               where !ports.IsEmpty
               select new AddressChange(
                   direction, Endpoint.Of(peer.Written), Everything, kind, SelectingPeer(policy.Index, kind, direction), new FlowPart(ports, [policy.Policy], false, false));
    }

    private ProtocolPorts TaggedThere(PairedKind kind, string tag, Direction direction) => kind.Other is not { Target: EnforcementTarget.Nsg } there
        ? ProtocolPorts.Empty
        : otherTagged
            .Where(p => Selects(p, there, direction) && p.Peers(Opposite(direction)).Any(peer => otherPeers.ServiceTagOf(peer.Written) == tag))
            .Aggregate(ProtocolPorts.Empty, (all, p) => all.Union(TagPorts(other, there, p, direction)));

    private static ProtocolPorts TagPorts(Compilation side, WorkloadKind kind, CompiledPolicy policy, Direction direction)
    {
        var ports = direction == Direction.Ingress ? side.PortNames.Resolve(kind.Rows[0], policy.Ports) : policy.Ports.Literal;
        return kind.Addresses.Select(a => a.Example.Family).Distinct()
            .Aggregate(ProtocolPorts.Empty, (all, family) => all.Union(TargetPorts.At(kind.Target!.Value, family, ports)));
    }

    private static CompiledPolicy[] Tagged(Compilation side, IntentPeers peers) =>
        [.. side.Policies.Where(p => p.From.Concat(p.To).Any(peer => peers.ServiceTagOf(peer.Written) is not null))];

    private static bool Selects(CompiledPolicy policy, WorkloadKind kind, Direction direction) =>
        policy.Peers(direction).Any(peer => peer.Atom?.Contains(kind.Rows[0]) == true);

    private IEnumerable<AddressChange> Management(PairedKind kind, Direction direction)
    {
        var everything = Endpoint.OfSelector(Selector.Everything);
        foreach (var (cidr, ports) in management.Written(kind.Own, direction))
        {
            var all = AddressSet.From([cidr]);
            var regions = OfFamilies(kind, EndDifferences.Regions(kind.Own.Target!.Value, all, ports));
            foreach (var region in EndRegions.Merged(ends.Without(regions, kind.Other, direction)))
            {
                foreach (var remote in PartOfPeer.Written(new CidrPeer(default, cidr, []), all, Of(region), peers))
                    yield return new AddressChange(direction, remote, Of(region), kind, everything, new FlowPart(region.Ports, [], false, IsManagement: true));
            }
        }
    }

    private static AddressSet Of(EndRegion region) =>
        region.Family == IpFamily.V4 ? new AddressSet(region.Remote, default) : new AddressSet(default, region.Remote);

    private static AddressSet Common(AddressBlock rule, AddressBlock peer) => ReferenceEquals(rule, peer) ? peer.Set : rule.Set.Intersect(peer.Set);

    private static bool Has(PairedKind kind, IpFamily family) => kind.Addresses.Any(a => a.Example.Family == family);

    private static IEnumerable<EndRegion> OfFamilies(PairedKind kind, IEnumerable<EndRegion> regions) => regions.Where(r => Has(kind, r.Family));

    private static AddressSet OfFamilies(PairedKind kind, AddressSet set) =>
        new(Has(kind, IpFamily.V4) ? set.V4 : default, Has(kind, IpFamily.V6) ? set.V6 : default);

    private Endpoint SelectingPeer(int policy, PairedKind kind, Direction direction) =>
        peers.EndpointOf(ownPolicies[policy].Peers(direction).First(p => p.Atom?.Contains(kind.Own.Rows[0]) == true).Written);

    private BoundPeer[] AddressPeersOf(int policy, Direction direction)
    {
        if (!addressPeers.TryGetValue((policy, direction), out var found))
        {
            addressPeers[(policy, direction)] = found = [.. ownPolicies[policy].Peers(Opposite(direction))
                .Where(p => p.Nets is not null).DistinctBy(p => Endpoint.Of(p.Written))];
        }

        return found;
    }

    private static Direction Opposite(Direction direction) => direction == Direction.Ingress ? Direction.Egress : Direction.Ingress;
}
