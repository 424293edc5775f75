using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>One peer of a policy, bound: an atom of workloads, or a block of prefixes.</summary>
/// <param name="Atom">Null for CIDR and address group peers.</param>
/// <param name="Nets">The prefixes now, without quarantined addresses; null for workload peers.</param>
public sealed record BoundPeer(Peer Written, Atom? Atom, AddressBlock? Nets);

/// <summary>A live flow policy with its peers bound.</summary>
/// <param name="SameLabels">Null where the policy does not ask for them.</param>
public sealed record CompiledPolicy(
    FlowPolicy Policy, ImmutableArray<BoundPeer> From, ImmutableArray<BoundPeer> To, PolicyPorts Ports, LabelKeys? SameLabels)
{
    public ImmutableArray<BoundPeer> Peers(Direction localEnd) => localEnd == Direction.Ingress ? To : From;

    public override string ToString() => Policy.Name;
}
