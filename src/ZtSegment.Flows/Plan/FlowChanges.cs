using System.Collections.Immutable;
using ZtSegment.Flows.Graph;
using ZtSegment.Language;

namespace ZtSegment.Flows.Plan;

/// <summary>The flows that are allowed on one side of a plan and not on the other, kept by kinds of workloads.</summary>
//
//   Compilation (own) ----> WorkloadKinds --+
//                                           +--> PairedKinds --> EndDifferences --> PairSearch, AddressSearch --> FlowChanges
//   Compilation (other) --> WorkloadKinds --+
//
public sealed class FlowChanges
{
    private readonly Compilation own;
    private readonly ImmutableArray<PairChange> pairs;
    private readonly ImmutableArray<AddressChange> addresses;
    private readonly Endpoint?[] names;

    private FlowChanges(Compilation own, ImmutableArray<PairChange> pairs, ImmutableArray<AddressChange> addresses) =>
        (this.own, this.pairs, this.addresses, names) = (own, pairs, addresses, new Endpoint?[own.Table.Workloads.Length]);

    public bool IsEmpty => pairs.IsEmpty && addresses.IsEmpty;

    /// <summary>Pairs of workloads, those that share several policies or protocols counted once.</summary>
    public long WorkloadPairs => pairs.Sum(p => p.Pairs);

    /// <summary>Pairs of a workload and an address peer, counted by direction.</summary>
    public long AddressPairs => addresses
        .GroupBy(a => (a.Direction, a.Remote, a.Kind))
        .Sum(same => (long)same.SelectMany(a => a.Rows(own)).Distinct().Count());

    /// <summary>Those that let any of it through, by name.</summary>
    public IEnumerable<FlowPolicy> Policies => pairs.SelectMany(p => p.Parts).Concat(addresses.Select(a => a.Part))
        .SelectMany(p => p.Policies).DistinctBy(p => p.Name).OrderBy(p => p.Name, StringComparer.Ordinal);

    /// <summary>What <paramref name="own"/> allows and <paramref name="other"/> does not.</summary>
    internal static FlowChanges Between(PlanSide own, PlanSide other)
    {
        var paired = new PairedKinds(own.Compilation, own.Kinds, other.Compilation, other.Kinds);
        var ends = new EndDifferences(own.Compilation, other.Compilation);
        var pairs = new PairSearch(own.Compilation, other.Compilation, own.Kinds, paired, ends).Find();
        var search = new AddressSearch(own.Compilation, own.Peers, ends);
        return new FlowChanges(own.Compilation, [.. pairs], [.. paired.Kinds.SelectMany(search.Of).Where(a => a.Rows(own.Compilation).Any())]);
    }

    /// <summary>Entries as in the flow graph by workload, exact to the packet and in its order; made as they are read.</summary>
    public IEnumerable<FlowEdge> Edges()
    {
        var services = new Dictionary<IReadOnlyList<FlowPart>, FlowService[]>(ReferenceEqualityComparer.Instance);
        foreach (var pair in Pairs())
        {
            if (!services.TryGetValue(pair.Parts, out var known))
                services[pair.Parts] = known = FlowPart.InOrder(pair.Parts);
            foreach (var service in known)
                yield return service.Between(pair.Source, pair.SourceModes, pair.Destination, pair.DestinationModes);
        }
    }

    /// <summary>One flow per pair of ends and set of policies, in order of ends.</summary>
    public IEnumerable<ChangedFlow> Flows() =>
        from pair in Pairs()
        from part in pair.Parts.OrderBy(p => string.Join(' ', p.Policies.Select(q => q.Name)), StringComparer.Ordinal)
        select new ChangedFlow(pair.Source, pair.Destination, part.Ports, part.Policies, part.IsComposed, part.IsManagement);

    /// <summary>The same folded by segment: one line for all workloads that the same peers of a policy select, the widest first.</summary>
    public IReadOnlyList<FoldedFlow> Folded() => FlowFolding.Of(own, pairs, addresses);

    private IEnumerable<EndPair> Pairs()
    {
        foreach (var pair in Entering())
            yield return pair;
        var bySource = pairs.ToLookup(p => p.Source);
        var leaving = addresses.Where(a => a.Direction == Direction.Egress).ToLookup(a => a.Kind);
        var rows =
            from kind in bySource.Select(g => g.Key).Union(leaving.Select(g => g.Key))
            from row in kind.Rows
            orderby row
            select (row, kind);
        foreach (var (row, kind) in rows)
        {
            foreach (var pair in Leaving(row, leaving[kind]))
                yield return pair;
            foreach (var (destination, change) in bySource[kind].SelectMany(c => c.Destination.Rows.Select(d => (d, c))).OrderBy(d => d.d))
            {
                if (destination != row)
                    yield return new EndPair(Name(row), Modes(row, Direction.Egress), Name(destination), Modes(destination, Direction.Ingress), change.Parts);
            }
        }
    }

    private IEnumerable<EndPair> Entering() =>
        from remote in addresses.Where(a => a.Direction == Direction.Ingress).GroupBy(a => a.Remote).OrderBy(g => g.Key)
        from row in remote.SelectMany(a => a.Rows(own).Select(row => (row, a.Part))).GroupBy(r => r.row, r => r.Part).OrderBy(r => r.Key)
        select new EndPair(remote.Key, EndModes.Addresses, Name(row.Key), Modes(row.Key, Direction.Ingress), ByPolicies(row));

    private IEnumerable<EndPair> Leaving(int row, IEnumerable<AddressChange> changes) =>
        from remote in changes.Where(a => a.IsFor(own, row)).GroupBy(a => a.Remote, a => a.Part).OrderBy(g => g.Key)
        select new EndPair(Name(row), Modes(row, Direction.Egress), remote.Key, EndModes.Addresses, ByPolicies(remote));

    /// <summary>Parts of one pair of ends by the same policies are one.</summary>
    private static FlowPart[] ByPolicies(IEnumerable<FlowPart> parts) =>
        [.. parts.GroupBy(p => (string.Join('\n', p.Policies.Select(q => q.Name)), p.IsManagement))
            .Select(same => same.First() with { Ports = same.Aggregate(ProtocolPorts.Empty, (all, next) => all.Union(next.Ports)) })];

    private Endpoint Name(int row) => names[row] ??= Endpoint.OfWorkload(own.Table.Workloads[row].Name);

    private EndModes Modes(int row, Direction direction) => EndModes.Of(own, row, direction);

    private sealed record EndPair(Endpoint Source, EndModes SourceModes, Endpoint Destination, EndModes DestinationModes, IReadOnlyList<FlowPart> Parts);
}

/// <summary>A flow that opens or closes.</summary>
/// <param name="Policies">By name; empty for management.</param>
public sealed record ChangedFlow(
    Endpoint Source, Endpoint Destination, ProtocolPorts Ports, ImmutableArray<FlowPolicy> Policies, bool IsComposed, bool IsManagement);
