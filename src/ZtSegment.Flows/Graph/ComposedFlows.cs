using System.Collections.Immutable;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Flows.Graph;

/// <summary>One packet that only two policies together let through, as an example.</summary>
public sealed record ComposedExample(Workload Source, Address From, Workload Destination, Address To);

/// <summary>What two policies let pass together, though no single policy lets it through both managed ends.</summary>
/// <param name="Leaving">Lets it out of its source; <paramref name="From"/> is its peer that selects the source.</param>
/// <param name="Entering">Lets it into its destination; <paramref name="To"/> is its peer that selects the destination.</param>
internal sealed record ComposedFlow(
    CompiledPolicy Leaving, BoundPeer From, CompiledPolicy Entering, BoundPeer To, ProtocolPorts Ports, ComposedExample Example);

/// <summary>Finds the composed flows of an estate, policy by policy, without looking at each pair of workloads.</summary>
/// <remarks>
/// Where one end's policy names the workload at the other end, that policy lets the packet through both ends. So both ends must go by prefix,
/// with two exceptions that are looked at kind by kind: an address that workloads of different classes share, and icmp over IPv6 between a
/// Linux host and an NSG, which only <c>any</c> lets through there.
/// </remarks>
internal sealed class ComposedFlows
{
    private readonly Compilation compilation;
    private readonly WorkloadKinds kinds;
    private readonly KindFlows flows;
    private readonly Dictionary<Atom, WorkloadKind[]> managedIn = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(int, int), ImmutableArray<ComposedPair>> pairs = [];
    private readonly Dictionary<(int Leaving, int From, int Entering, int To), ComposedFlow> found = [];

    private ComposedFlows(Compilation compilation)
    {
        this.compilation = compilation;
        kinds = new WorkloadKinds(compilation);
        flows = new KindFlows(compilation);
    }

    /// <summary>By the leaving policy, its peer, the entering policy, its peer.</summary>
    public static ImmutableArray<ComposedFlow> Of(Compilation compilation)
    {
        var search = new ComposedFlows(compilation);
        search.ByPrefix();
        search.ByKind();
        return [.. search.found.OrderBy(f => f.Key).Select(f => f.Value)];
    }

    private void ByPrefix()
    {
        var leaving = Sides(Direction.Egress);
        var entering = Sides(Direction.Ingress);
        foreach (var exit in leaving)
        {
            foreach (var entry in entering.Where(p => p.Policy != exit.Policy))
            {
                var most = exit.Policy.Ports.Literal.Intersect(entry.Most);
                if (most.IsEmpty)
                    continue;
                foreach (var (from, sources) in exit.Peers)
                {
                    foreach (var (to, destinations) in entry.Peers)
                        Search(exit, from, sources.Where(entry.Remote.Contains), entry, to, destinations.Where(exit.Remote.Contains), most);
                }
            }
        }
    }

    /// <summary>Stops as soon as everything is found that the two policies could let pass.</summary>
    private void Search(
        Side exit, int from, IEnumerable<WorkloadKind> sources, Side entry, int to, IEnumerable<WorkloadKind> destinations, ProtocolPorts most)
    {
        var reached = destinations.ToArray();
        if (reached.Length == 0)
            return;
        foreach (var source in sources)
        {
            foreach (var destination in reached)
            {
                foreach (var pair in Between(source, destination))
                {
                    if (pair.Leaving == IndexOf(exit.Policy) && pair.Entering == IndexOf(entry.Policy)
                        && Add(exit.Policy, from, entry.Policy, to, pair).Contains(most))
                    {
                        return;
                    }
                }
            }
        }
    }

    /// <summary>The two exceptions: pairs of kinds where a policy that names the other end lets the packet through one end only.</summary>
    private void ByKind()
    {
        var reach = new KindReach(compilation, kinds);
        var odd = kinds.Kinds.Where(k => k.IsManaged && (HasOddAddress(k) || IsBehindNsgOverV6(k))).ToHashSet();
        if (odd.Count == 0)
            return;
        foreach (var source in kinds.Kinds.Where(k => k.IsManaged))
        {
            foreach (var destination in reach.From(source).Where(d => d.IsManaged && (odd.Contains(d) || odd.Contains(source))))
            {
                foreach (var pair in Between(source, destination))
                    AddAllPeers(source, destination, pair);
            }
        }
    }

    private static bool HasOddAddress(WorkloadKind kind) =>
        kind.Addresses.Any(a => a.IsShared && a.Holders.Any(h => h.Class.Number != kind.Class.Number));

    private static bool IsBehindNsgOverV6(WorkloadKind kind) =>
        kind.Target != EnforcementTarget.Linux
        && kind.Addresses.Any(a => a.Example.Family == IpFamily.V6)
        && kind.Class.Program.Ingress.Concat(kind.Class.Program.Egress).Any(r => r.Ports.IsAny && !r.Remote.NetsV6.IsEmpty);

    private void AddAllPeers(WorkloadKind source, WorkloadKind destination, ComposedPair pair)
    {
        var exit = compilation.Policies.First(p => IndexOf(p) == pair.Leaving);
        var entry = compilation.Policies.First(p => IndexOf(p) == pair.Entering);
        foreach (var from in PeersThatSelect(exit.From, source))
        {
            foreach (var to in PeersThatSelect(entry.To, destination))
                Add(exit, from, entry, to, pair);
        }
    }

    private static IEnumerable<int> PeersThatSelect(ImmutableArray<BoundPeer> peers, WorkloadKind kind) =>
        Enumerable.Range(0, peers.Length).Where(i => peers[i].Atom?.Contains(kind.Rows[0]) == true);

    private int IndexOf(CompiledPolicy policy) => compilation.Intent.IndexOf(policy.Policy);

    /// <summary>All that is known by now of these policies and peers.</summary>
    private ProtocolPorts Add(CompiledPolicy exit, int from, CompiledPolicy entry, int to, ComposedPair pair)
    {
        var key = (IndexOf(exit), from, IndexOf(entry), to);
        var known = found.TryGetValue(key, out var flow)
            ? flow with { Ports = flow.Ports.Union(pair.Ports) }
            : new ComposedFlow(exit, exit.From[from], entry, entry.To[to], pair.Ports, pair.Example);
        found[key] = known;
        return known.Ports;
    }

    private ImmutableArray<ComposedPair> Between(WorkloadKind source, WorkloadKind destination)
    {
        if (!pairs.TryGetValue((source.Number, destination.Number), out var known))
            pairs[(source.Number, destination.Number)] = known = [.. Find(source, destination)];
        return known;
    }

    private IEnumerable<ComposedPair> Find(WorkloadKind source, WorkloadKind destination)
    {
        if (Example(source, destination) is not var (sourceRow, destinationRow))
            yield break;
        foreach (var (s, d) in KindFlows.AddressPairs(source, destination))
        {
            var leaving = flows.Parts(source, Direction.Egress, d);
            var entering = flows.Parts(destination, Direction.Ingress, s);
            if (leaving.IsEmpty || entering.IsEmpty || KindFlows.ComposedPorts(leaving, entering) is not { IsEmpty: false } composed)
                continue;
            var example = new ComposedExample(
                compilation.Table.Workloads[sourceRow], AddressOf(sourceRow, s), compilation.Table.Workloads[destinationRow], AddressOf(destinationRow, d));
            foreach (var exit in leaving)
            {
                foreach (var entry in entering)
                {
                    if (exit.Policy != entry.Policy && exit.Ports.Intersect(entry.Ports).Intersect(composed) is { IsEmpty: false } ports)
                        yield return new ComposedPair(exit.Policy, entry.Policy, ports, example);
                }
            }
        }
    }

    /// <summary>Two different workloads of these kinds; none where both are one and the same.</summary>
    private static (int Source, int Destination)? Example(WorkloadKind source, WorkloadKind destination) =>
        source != destination ? (source.Rows[0], destination.Rows[0])
        : source.Rows.Count > 1 ? (source.Rows[0], source.Rows[1])
        : null;

    private Address AddressOf(int row, AddressKind kind) => compilation.Table.Addresses[row].First(a => kinds.Find(a) == kind);

    /// <summary>The policies that select managed workloads in that direction and write prefixes at the other end that hold some.</summary>
    private List<Side> Sides(Direction direction)
    {
        var sides = new List<Side>();
        foreach (var policy in compilation.Policies)
        {
            var remote = ManagedIn(policy.Peers(direction == Direction.Egress ? Direction.Ingress : Direction.Egress));
            if (remote.Count == 0)
                continue;
            var peers = policy.Peers(direction);
            var selecting = Enumerable.Range(0, peers.Length)
                .Where(i => peers[i].Atom is not null)
                .Select(i => (i, ManagedIn(peers[i].Atom!)))
                .Where(p => p.Item2.Length > 0)
                .ToArray();
            if (selecting.Length > 0)
                sides.Add(new Side(policy, remote, selecting, Most(policy, selecting)));
        }

        return sides;
    }

    /// <summary>The managed kinds with an address in the prefixes of these peers.</summary>
    private HashSet<WorkloadKind> ManagedIn(IEnumerable<BoundPeer> peers) =>
        [.. peers.Where(p => p.Nets is not null).SelectMany(p => kinds.Within(p.Nets!.Set)).SelectMany(a => a.Holders).Where(k => k.IsManaged)];

    private WorkloadKind[] ManagedIn(Atom atom)
    {
        if (!managedIn.TryGetValue(atom, out var known))
            managedIn[atom] = known = [.. atom.Members.ToArray().Select(row => kinds.OfRow[row]).Where(k => k.IsManaged).Distinct()];
        return known;
    }

    /// <summary>The most that the policy can let into any of these.</summary>
    private ProtocolPorts Most(CompiledPolicy policy, IEnumerable<(int Peer, WorkloadKind[] Managed)> selected) => policy.Ports.Names.IsEmpty
        ? policy.Ports.Literal
        : selected.SelectMany(p => p.Managed).DistinctBy(k => k.Class.Number)
            .Aggregate(policy.Ports.Literal, (all, kind) => all.Union(compilation.PortNames.Resolve(kind.Rows[0], policy.Ports)));

    /// <param name="Remote">The managed kinds in the prefixes at the other end.</param>
    /// <param name="Peers">The peers that select managed kinds at this end, by their number in the policy.</param>
    private sealed record Side(
        CompiledPolicy Policy, HashSet<WorkloadKind> Remote, IReadOnlyList<(int Peer, WorkloadKind[] Managed)> Peers, ProtocolPorts Most);

    private sealed record ComposedPair(int Leaving, int Entering, ProtocolPorts Ports, ComposedExample Example);
}
