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

    private FlowChanges(Compilation own, ImmutableArray<PairChange> pairs, ImmutableArray<AddressChange> addresses) =>
        (this.own, this.pairs, this.addresses) = (own, pairs, addresses);

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
        foreach (var edge in Entering())
            yield return edge;
        var bySource = pairs.ToLookup(p => p.Source);
        var leaving = addresses.Where(a => a.Direction == Direction.Egress).ToLookup(a => a.Kind);
        var services = new Dictionary<PairChange, FlowService[]>(ReferenceEqualityComparer.Instance);
        foreach (var kind in pairs.Select(p => p.Source).Concat(leaving.Select(l => l.Key)).Distinct().SelectMany(k => k.Rows.Select(row => (row, k))).OrderBy(r => r.row))
        {
            var (row, source) = kind;
            foreach (var edge in Leaving(row, leaving[source]))
                yield return edge;
            foreach (var (destination, change) in bySource[source].SelectMany(c => c.Destination.Rows.Select(d => (d, c))).OrderBy(d => d.d))
            {
                if (destination == row)
                    continue;
                if (!services.TryGetValue(change, out var known))
                    services[change] = known = FlowPart.InOrder(change.Parts);
                foreach (var service in known)
                    yield return service.Between(Name(row), Modes(row, Direction.Egress), Name(destination), Modes(destination, Direction.Ingress));
            }
        }
    }

    /// <summary>The same folded by segment: one line for all workloads that the same peers of a policy select, the widest first.</summary>
    public IReadOnlyList<FoldedFlow> Folded() => FlowFolding.Of(own, pairs, addresses);

    private IEnumerable<FlowEdge> Entering() =>
        from remote in addresses.Where(a => a.Direction == Direction.Ingress).GroupBy(a => a.Remote).OrderBy(g => g.Key)
        from row in remote.SelectMany(a => a.Rows(own).Select(row => (row, a.Part))).GroupBy(r => r.row, r => r.Part).OrderBy(r => r.Key)
        from service in InOrder(row)
        select service.Between(remote.Key, EndModes.Addresses, Name(row.Key), Modes(row.Key, Direction.Ingress));

    private IEnumerable<FlowEdge> Leaving(int row, IEnumerable<AddressChange> changes) =>
        from remote in changes.Where(a => a.IsFor(own, row)).GroupBy(a => a.Remote, a => a.Part).OrderBy(g => g.Key)
        from service in InOrder(remote)
        select service.Between(Name(row), Modes(row, Direction.Egress), remote.Key, EndModes.Addresses);

    /// <summary>Parts of one pair of ends by the same policies are one entry.</summary>
    private static FlowService[] InOrder(IEnumerable<FlowPart> parts) => FlowPart.InOrder(parts
        .GroupBy(p => (string.Join('\n', p.Policies.Select(q => q.Name)), p.IsManagement))
        .Select(same => same.First() with { Ports = same.Aggregate(ProtocolPorts.Empty, (all, next) => all.Union(next.Ports)) }));

    private Endpoint Name(int row) => Endpoint.OfWorkload(own.Table.Workloads[row].Name);

    private EndModes Modes(int row, Direction direction) => EndModes.Of(own, row, direction);
}
