using System.Collections.Immutable;
using ZtSegment.Flows.Graph;
using ZtSegment.Language;

namespace ZtSegment.Flows.Plan;

/// <summary>Changed flows that the same peers of the same policies select, as one line.</summary>
/// <param name="Source">A peer as the flow graph by segment names it.</param>
/// <param name="Policies">By name; empty for management.</param>
/// <param name="Pairs">Pairs of workloads, or workloads where the other end is an address peer.</param>
/// <param name="Example">One of the pairs.</param>
public sealed record FoldedFlow(
    Endpoint Source,
    Endpoint Destination,
    ProtocolPorts Ports,
    ImmutableArray<FlowPolicy> Policies,
    bool IsComposed,
    bool IsManagement,
    long Pairs,
    (Endpoint Source, Endpoint Destination) Example);

/// <summary>Folds changes by the peers that select their workloads, without looking at single pairs.</summary>
internal sealed class FlowFolding
{
    private readonly Compilation own;
    private readonly IntentPeers peers;
    private readonly Dictionary<string, CompiledPolicy> policies;
    private readonly Dictionary<(string Policy, WorkloadKind, Direction), Endpoint?> selecting = [];
    private readonly Dictionary<(Endpoint, Endpoint, ProtocolPorts, string Policies, bool, bool), FoldedFlow> folded = [];

    private FlowFolding(Compilation own)
    {
        this.own = own;
        peers = new IntentPeers(own.Intent);
        policies = own.Policies.ToDictionary(p => p.Policy.Name, StringComparer.Ordinal);
    }

    public static IReadOnlyList<FoldedFlow> Of(Compilation own, IEnumerable<PairChange> pairs, IEnumerable<AddressChange> addresses)
    {
        var folding = new FlowFolding(own);
        folding.Add(addresses);
        foreach (var change in pairs)
            folding.Add(change);
        return [.. folding.folded.Values
            .OrderByDescending(f => f.Pairs)
            .ThenBy(f => f.Source).ThenBy(f => f.Destination)
            .ThenBy(f => f.Ports.ToString(), StringComparer.Ordinal)
            .ThenBy(f => string.Join(' ', f.Policies.Select(p => p.Name)), StringComparer.Ordinal)];
    }

    /// <summary>What the same policies change between an address peer and a workload is one flow, however many addresses and ports it is found by.</summary>
    private void Add(IEnumerable<AddressChange> changes)
    {
        var flows =
            from change in changes
            from row in change.Rows(own)
            group change by (change.Direction, change.Remote, row, Policies: string.Join('\n', change.Part.Policies.Select(p => p.Name)), change.Part.IsManagement)
            into same
            let part = same.First().Part with { Ports = same.Aggregate(ProtocolPorts.Empty, (all, next) => all.Union(next.Part.Ports)) }
            select (same.Key.Direction, same.Key.Remote, same.First().Selects, same.Key.row, Part: part);
        foreach (var (direction, remote, selects, row, part) in flows)
        {
            var (ends, example) = direction == Direction.Ingress ? ((remote, selects), (remote, Name(row))) : ((selects, remote), (Name(row), remote));
            Add(ends, part, 1, example);
        }
    }

    private void Add(PairChange change)
    {
        var source = change.Source.Rows[0];
        var destination = change.Destination.Rows.First(row => row != source || change.Source != change.Destination);
        foreach (var part in change.Parts)
        {
            var ends = part.IsManagement
                ? (Endpoint.OfSelector(Selector.Everything), Endpoint.OfSelector(Selector.Everything))
                : (PeerOf(part, change.Source.Own, Direction.Egress), PeerOf(part, change.Destination.Own, Direction.Ingress));
            Add(ends, part, change.Pairs, (Name(source), Name(destination)));
        }
    }

    private void Add((Endpoint Source, Endpoint Destination) ends, FlowPart part, long pairs, (Endpoint, Endpoint) example)
    {
        var key = (ends.Source, ends.Destination, part.Ports, string.Join('\n', part.Policies.Select(p => p.Name)), part.IsComposed, part.IsManagement);
        folded[key] = folded.TryGetValue(key, out var known)
            ? known with { Pairs = known.Pairs + pairs }
            : new FoldedFlow(ends.Source, ends.Destination, part.Ports, part.Policies, part.IsComposed, part.IsManagement, pairs, example);
    }

    /// <summary>The peer of the first policy that selects the workloads, or that holds their address.</summary>
    private Endpoint PeerOf(FlowPart part, WorkloadKind kind, Direction direction)
    {
        foreach (var policy in part.Policies)
        {
            if (Selecting(policy.Name, kind, direction) is { } peer)
                return peer;
        }

        return Name(kind.Rows[0]);
    }

    private Endpoint? Selecting(string policy, WorkloadKind kind, Direction direction)
    {
        if (!selecting.TryGetValue((policy, kind, direction), out var known))
        {
            var written = policies[policy].Peers(direction);
            var peer = written.FirstOrDefault(p => p.Atom?.Contains(kind.Rows[0]) == true)
                ?? written.FirstOrDefault(p => p.Nets is { } nets && kind.Addresses.Any(a => nets.Set.Contains(a.Example)));
            selecting[(policy, kind, direction)] = known = peer is null ? null : peers.EndpointOf(peer.Written);
        }

        return known;
    }

    private Endpoint Name(int row) => Endpoint.OfWorkload(own.Table.Workloads[row].Name);
}
