using System.Collections.Immutable;
using ZtSegment.Flows.Graph;
using ZtSegment.Language;

namespace ZtSegment.Flows.Plan;

/// <summary>What every workload of one kind may send to every workload of another on one side of a plan and not on the other.</summary>
internal sealed record PairChange(PairedKind Source, PairedKind Destination, IReadOnlyList<FlowPart> Parts)
{
    /// <summary>How many pairs of workloads, none with itself.</summary>
    public long Pairs => (long)Source.Rows.Count * Destination.Rows.Count - (Source == Destination ? Source.Rows.Count : 0);
}

/// <summary>Finds the pairs of kinds with packets that pass on one side and not on the other, looking only where some end differs.</summary>
/// <remarks>
/// A packet between two workloads that stand on both sides with the same addresses changes its verdict only if one of its ends does. Every other
/// workload is looked at with all that it reaches and all that reaches it.
/// </remarks>
internal sealed class PairSearch
{
    /// <summary>Pairs of kinds that are looked at: some minutes' worth. Only what names everybody at both ends of a large estate has more.</summary>
    private const int MostPairs = 3_000_000;

    private readonly Compilation own;
    private readonly PairedKinds paired;
    private readonly EndDifferences ends;
    private readonly KindFlows ownFlows;
    private readonly KindFlows otherFlows;
    private readonly WorkloadKinds ownKinds;
    private readonly Dictionary<Direction, (AddressBlock Block, WorkloadKind[] Kinds)[]> speaking = [];

    public PairSearch(Compilation own, Compilation other, WorkloadKinds ownKinds, PairedKinds paired, EndDifferences ends)
    {
        (this.own, this.ownKinds, this.paired, this.ends) = (own, ownKinds, paired, ends);
        ownFlows = new KindFlows(own);
        otherFlows = new KindFlows(other);
    }

    /// <summary>By source, then destination kind.</summary>
    /// <exception cref="PlanTooWideException">Too many pairs may change.</exception>
    public IReadOnlyList<PairChange> Find()
    {
        var found = new List<PairChange>();
        foreach (var (source, destination) in Candidates())
        {
            if (source == destination && source.Rows.Count == 1)
                continue;
            var parts = Parts(source, destination);
            if (parts.Length > 0)
                found.Add(new PairChange(source, destination, parts));
        }

        found.Sort(static (a, b) =>
        {
            var order = a.Source.Number.CompareTo(b.Source.Number);
            return order != 0 ? order : a.Destination.Number.CompareTo(b.Destination.Number);
        });
        return found;
    }

    private HashSet<(PairedKind Source, PairedKind Destination)> Candidates()
    {
        var candidates = new HashSet<(PairedKind, PairedKind)>();
        foreach (var kind in paired.Kinds)
        {
            foreach (var destination in Remotes(kind, Direction.Egress))
                candidates.Add((kind, destination));
            foreach (var source in Remotes(kind, Direction.Ingress))
                candidates.Add((source, kind));
            if (candidates.Count > MostPairs)
                throw new PlanTooWideException(MostPairs);
        }

        return candidates;
    }

    /// <summary>The kinds at the other end of what may differ at the end of this one.</summary>
    private IEnumerable<PairedKind> Remotes(PairedKind kind, Direction direction)
    {
        if (kind.Own.IsManaged)
            return paired.Within(EndRegions.Addresses(ends.Of(kind.Own, kind.IsSame ? kind.Other : null, direction)));
        return kind.IsSame ? [] : Speaking(kind, direction == Direction.Egress ? Direction.Ingress : Direction.Egress).Distinct().SelectMany(paired.Of);
    }

    /// <summary>The managed kinds whose rules in that direction, or management, speak of an address of an unmanaged kind.</summary>
    private IEnumerable<WorkloadKind> Speaking(PairedKind unmanaged, Direction direction) =>
        from address in unmanaged.Own.Addresses
        from entry in Blocks(direction)
        where entry.Block.Set.Contains(address.Example)
        from kind in entry.Kinds
        select kind;

    private (AddressBlock Block, WorkloadKind[] Kinds)[] Blocks(Direction direction)
    {
        if (!speaking.TryGetValue(direction, out var known))
        {
            var managed = ownKinds.Kinds.Where(k => k.IsManaged).ToArray();
            var rules = managed.SelectMany(k => k.Class.Program[direction].Select(r => (r.Remote, Kind: k)))
                .GroupBy(r => r.Remote, r => r.Kind, ReferenceEqualityComparer.Instance as IEqualityComparer<AddressBlock>)
                .Select(g => (g.Key, g.Distinct().ToArray()));
            speaking[direction] = known = [.. rules, .. Management(managed, direction)];
        }

        return known;
    }

    private IEnumerable<(AddressBlock Block, WorkloadKind[] Kinds)> Management(WorkloadKind[] managed, Direction direction)
    {
        var management = own.Intent.Management;
        var linux = managed.Where(k => own.Table.Workloads[k.Rows[0]].LinuxHost is not null).ToArray();
        yield return direction == Direction.Ingress
            ? (AddressBlock.OfNets(management.Access.SelectMany(a => a.From), AddressSet.Empty), linux)
            : (AddressBlock.OfHosts(management.Controller?.Addresses ?? []), linux);
    }

    /// <summary>By set of policies, less what passes on the other side by whatever.</summary>
    private FlowPart[] Parts(PairedKind source, PairedKind destination)
    {
        var changed = new Dictionary<int[], ProtocolPorts>(IntArrayComparer.Instance);
        var here = new Dictionary<int[], ProtocolPorts>(IntArrayComparer.Instance);
        foreach (var s in source.Addresses)
        {
            foreach (var d in destination.Addresses)
            {
                if (!KindFlows.IsPair(source.Own, s.Own, destination.Own, d.Own))
                    continue;
                here.Clear();
                ownFlows.AddPair(here, source.Own, s.Own, destination.Own, d.Own);
                if (here.Count == 0)
                    continue;
                var there = PassingThere(source, s, destination, d);
                foreach (var (what, ports) in here)
                {
                    var left = there.IsEmpty ? ports : ports.Subtract(there);
                    if (!left.IsEmpty)
                        changed[what] = changed.TryGetValue(what, out var before) ? before.Union(left) : left;
                }
            }
        }

        return changed.Count == 0 ? [] : [.. ownFlows.PartsOf(changed)];
    }

    private ProtocolPorts PassingThere(PairedKind source, PairedAddress s, PairedKind destination, PairedAddress d)
    {
        if (source.Other is not { } from || destination.Other is not { } to || s.Other is not { } sent || d.Other is not { } received
            || !KindFlows.IsPair(from, sent, to, received))
        {
            return ProtocolPorts.Empty;
        }

        var there = new Dictionary<int[], ProtocolPorts>(IntArrayComparer.Instance);
        otherFlows.AddPair(there, from, sent, to, received);
        return there.Values.Aggregate(ProtocolPorts.Empty, (all, ports) => all.Union(ports));
    }
}
