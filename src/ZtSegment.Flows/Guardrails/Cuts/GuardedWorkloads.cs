using System.Collections.Immutable;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Flows.Guardrails;

/// <summary>What every end leaves out since facts alone let it break a guardrail, kept through changes of facts.</summary>
/// <remarks>
/// Whether a packet is forbidden depends on the kinds of its ends only, and a kind stays as it is while workloads come and go. So a workload that
/// goes from one known kind to another changes nothing but whose addresses are left out; only kinds that are new are searched.
/// </remarks>
//
//   documents, facts relaxed --> CompiledEstate with GuardMarks --> ClassNode = GuardedKind
//                                                                      |
//                        ForbiddenSearch, for kinds that are new <-----+-----> pairs of kinds --addresses of workloads--> EndCut per kind
//
internal sealed class GuardedWorkloads
{
    private static readonly ProtocolPorts WordsOfNsg = new[] { Protocol.Tcp, Protocol.Udp, Protocol.Esp, Protocol.Ah }
        .Aggregate(ProtocolPorts.Empty, (all, protocol) => all.Union(ProtocolPorts.Of(protocol, PortSet.Full)));

    private readonly CompiledEstate view;
    private readonly GuardSide[] sides;
    private readonly ForbiddenSearch search;
    private readonly Dictionary<ClassNode, GuardedKind> kinds = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<GuardedKind> unmanaged = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<GuardedKind, EndCut> cuts = new(ReferenceEqualityComparer.Instance);
    private AddressSet? held;

    /// <param name="facts">Relaxed: every <c>when</c> is met, and nobody is in quarantine.</param>
    public GuardedWorkloads(Intent intent, EstateFacts facts, DateTimeOffset now, PolicyIds ids)
    {
        var guards = BoundGuard.Of(intent, now);
        sides = [.. guards.SelectMany(g => g.Sides)];
        view = new CompiledEstate(intent, facts, now, ids, guards);
        search = new ForbiddenSearch(view, guards, KindOf, unmanaged);
        foreach (var kind in view.Classes.Select(KindOf).ToList())
        {
            search.FindFrom(kind);
            search.FindOutside(kind);
        }

        foreach (var kind in kinds.Values.Where(k => !k.IsClean))
            Judge(kind);
    }

    public EstateSize View => view.Size;

    public int Kinds => kinds.Count;

    public int Marks => view.Marks!.Count;

    public int ForbiddenPairs => kinds.Values.SelectMany(k => k.Pairs).Distinct<ForbiddenPair>(ReferenceEqualityComparer.Instance).Count();

    /// <summary>Rows at whose end something is left out.</summary>
    public IEnumerable<int> Rows => cuts.Keys.SelectMany(k => k.Workloads.Rows);

    public EndCut Of(int row) => kinds.TryGetValue(view.ClassOf(row), out var kind) ? cuts.GetValueOrDefault(kind, EndCut.None) : EndCut.None;

    /// <summary>Everything that is left out, by guardrail and kind.</summary>
    public ImmutableArray<GuardrailCut> ToCuts()
    {
        var found =
            from kind in cuts.Keys.OrderBy(k => k.Row)
            from box in BoxesOf(kind)
            group box.Remote by (box.Guardrail, kind, box.Direction, box.Ports) into same
            select new GuardrailCut(
                same.Key.Guardrail, [.. same.Key.kind.Workloads.Rows], same.Key.Direction,
                same.Aggregate(AddressSet.Empty, (all, remote) => all.Union(remote)), same.Key.Ports);
        return [.. found.OrderBy(c => c.Guardrail.Name, StringComparer.Ordinal)];
    }

    /// <summary>Other facts of one workload, relaxed.</summary>
    /// <returns>Rows whose ends may leave out something else than before.</returns>
    public HashSet<int> Change(int row, WorkloadFacts facts)
    {
        var addresses = view.Table.Addresses[row];
        var next = WorkloadTable.AddressesOf(view.Table.Workloads[row], facts);
        var sharing = addresses.Union(next).SelectMany(view.Holders.Of).Where(other => other != row).ToHashSet();
        var left = sharing.Append(row).Select(view.ClassOf).ToHashSet();
        var change = view.Reclassify(row, facts);
        var joined = sharing.Append(row).Select(view.ClassOf).ToHashSet();
        var isReaddressed = !addresses.AsSpan().SequenceEqual(next.AsSpan());
        if (isReaddressed)
            held = null;
        var concerned = new HashSet<GuardedKind>(ReferenceEqualityComparer.Instance);
        foreach (var workloads in left)
            AddConcerned(concerned, workloads);
        var renewed = change.Created.Concat(change.Rekeyed.Keys).Concat(sharing.Select(view.ClassOf)).ToHashSet();
        foreach (var workloads in change.Dropped.Concat(renewed))
            Forget(workloads, concerned);
        Search(renewed);
        foreach (var workloads in joined)
            AddConcerned(concerned, workloads);
        if (isReaddressed)
            concerned.UnionWith(kinds.Values.Where(k => k.Outside.Count > 0));

        sharing.Add(row);
        foreach (var kind in concerned.Where(Judge))
            sharing.UnionWith(kind.Workloads.Rows);
        return sharing;
    }

    /// <summary>The kind, and those whose flows with it are forbidden: they leave out its addresses.</summary>
    private void AddConcerned(HashSet<GuardedKind> concerned, ClassNode workloads)
    {
        if (!kinds.TryGetValue(workloads, out var kind))
            return;
        concerned.Add(kind);
        foreach (var pair in kind.Pairs)
        {
            concerned.Add(pair.Source);
            concerned.Add(pair.Destination);
        }
    }

    private void Forget(ClassNode workloads, HashSet<GuardedKind> concerned)
    {
        if (!kinds.Remove(workloads, out var kind))
            return;
        cuts.Remove(kind);
        unmanaged.Remove(kind);
        concerned.Remove(kind);
        foreach (var other in kind.Pairs.Select(p => p.Source == kind ? p.Destination : p.Source).Where(o => o != kind).ToHashSet())
            other.Pairs.RemoveAll(p => p.Source == kind || p.Destination == kind);
    }

    private void Search(HashSet<ClassNode> renewed)
    {
        var made = renewed.Select(KindOf).ToHashSet();
        foreach (var kind in made)
        {
            search.FindFrom(kind);
            search.FindTo(kind, but: made);
            search.FindOutside(kind);
        }
    }

    /// <returns>Whether the kind leaves out something else than before.</returns>
    private bool Judge(GuardedKind kind)
    {
        if (kind.IsClean || !kind.IsManaged)
            return cuts.Remove(kind);
        var before = cuts.GetValueOrDefault(kind, EndCut.None);
        var boxes = BoxesOf(kind).ToLookup(b => b.Direction, b => (b.Remote, b.Ports));
        var cut = new EndCut(CutSet.Of(boxes[Direction.Ingress]), CutSet.Of(boxes[Direction.Egress]));
        if (cut.IsNone)
            cuts.Remove(kind);
        else
            cuts[kind] = cut;
        return cut != before;
    }

    /// <summary>A kind leaves out its own addresses where its workloads must not reach each other; one workload alone has nothing to leave out for that.</summary>
    private IEnumerable<(Guardrail Guardrail, Direction Direction, AddressSet Remote, ProtocolPorts Ports)> BoxesOf(GuardedKind kind)
    {
        var isAlone = kind.Workloads.Rows.Length == 1;
        var found = new List<(Guardrail, Direction, AddressSet Remote, ProtocolPorts)>();
        foreach (var pair in kind.Pairs.Where(p => !isAlone || p.Source != p.Destination))
        {
            if (pair.Source == kind)
                found.Add((pair.Guardrail, Direction.Egress, AddressesOf(pair.Destination, pair.To), AtTarget(kind, pair.To.Family, pair.Ports)));
            if (pair.Destination == kind)
                found.Add((pair.Guardrail, Direction.Ingress, AddressesOf(pair.Source, pair.From), AtTarget(kind, pair.From.Family, pair.Ports)));
        }

        foreach (var (guardrail, direction, family, remote) in kind.Outside)
        {
            var outside = remote.Addresses.Subtract(Held[family]);
            found.Add((guardrail, direction, Of(family, outside), AtTarget(kind, family, remote.Ports)));
        }

        return found.Where(f => !f.Remote.IsEmpty);
    }

    private AddressSet Held => held ??= AddressSet.From(view.Table.Addresses.SelectMany(own => own));

    private AddressSet AddressesOf(GuardedKind kind, KindAddress address) => address.Place.IsShared
        ? AddressSet.From([address.Place.Address])
        : AddressSet.From(kind.Workloads.Rows.SelectMany(row => view.Table.Addresses[row]).Where(a => view.Marks!.PlaceOf(a).IsLike(address.Place)));

    private static AddressSet Of(IpFamily family, IntervalSet<UInt128> addresses) =>
        family == IpFamily.V4 ? new AddressSet(addresses, default) : new AddressSet(default, addresses);

    /// <summary>An NSG has words for few protocols: where something is cut from <c>any</c> there, the protocols without a word go too.</summary>
    private static ProtocolPorts AtTarget(GuardedKind kind, IpFamily family, ProtocolPorts ports)
    {
        if (kind.Target == EnforcementTarget.Linux)
            return ports;
        var words = family == IpFamily.V4 ? WordsOfNsg.Union(ProtocolPorts.Of(Protocol.Icmp, PortSet.Full)) : WordsOfNsg;
        return ports.Union(ProtocolPorts.Any.Subtract(words));
    }

    private GuardedKind KindOf(ClassNode workloads)
    {
        if (kinds.TryGetValue(workloads, out var kind))
            return kind;
        kinds[workloads] = kind = Make(workloads);
        if (!kind.IsManaged)
            unmanaged.Add(kind);
        return kind;
    }

    private GuardedKind Make(ClassNode workloads)
    {
        var row = workloads.Rows[0];
        var workload = view.Table.Workloads[row];
        bool[] named = [.. sides.Select(s => s.Names(workload, view.Table.Labels[row]))];
        return new GuardedKind(workloads, workload.IsManaged ? EnforcementTargets.Of(workload) : null, [.. view.Marks!.PlacesOf(row).Select(place =>
            new KindAddress(place, [.. sides.Select((side, i) => named[i] || side.Nets.Contains(place.Address) || (place.IsShared && IsNamed(side, place.Address)))]))]);
    }

    private bool IsNamed(GuardSide side, Address address) =>
        view.Holders.Of(address).Any(row => side.Names(view.Table.Workloads[row], view.Table.Labels[row]));
}
