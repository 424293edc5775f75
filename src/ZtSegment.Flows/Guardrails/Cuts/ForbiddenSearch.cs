using System.Collections.Immutable;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Flows.Guardrails;

/// <summary>Searches what passes between one kind and all others though a guardrail forbids it.</summary>
/// <remarks>As <see cref="ForbiddenFlows"/>, but for one kind at a time, and all of it.</remarks>
//
//   kind --policies, prefixes, management--> kinds that may reach it or be reached --sides of guardrails--> ForbiddenPair
//     \--prefixes, management, tags--> ForbiddenOutside
//
/// <param name="unmanaged">The kinds that nothing is enforced at, as they are now.</param>
internal sealed class ForbiddenSearch(
    CompiledEstate view, ImmutableArray<BoundGuard> guards, Func<ClassNode, GuardedKind> kindOf, IReadOnlySet<GuardedKind> unmanaged)
{
    private readonly KindRules rules = new(view);
    private readonly NetsNode[] opaque = [.. view.Bindings.Nets.Where(KindRules.IsOpaque)];
    private readonly Dictionary<(IpFamily, int Cell), NetsNode[]> netsAt = [];

    /// <summary>Adds what the kind lets through as a source to both kinds.</summary>
    public void FindFrom(GuardedKind source)
    {
        if (!guards.Any(g => source.Addresses.Any(a => IsSource(g, a))))
            return;
        foreach (var destination in ReachedFrom(source))
            FindBetween(source, destination);
    }

    /// <summary>As <see cref="FindFrom"/>, as a destination.</summary>
    /// <param name="but">Sources that are searched themselves.</param>
    public void FindTo(GuardedKind destination, HashSet<GuardedKind> but)
    {
        if (!guards.Any(g => destination.Addresses.Any(a => IsDestination(g, a))))
            return;
        foreach (var source in ReachedTo(destination))
        {
            if (!but.Contains(source))
                FindBetween(source, destination);
        }
    }

    public void FindOutside(GuardedKind kind)
    {
        if (!kind.IsManaged)
            return;
        foreach (var guard in guards.Where(g => g.CountsOthers))
        {
            foreach (var address in kind.Addresses)
            {
                if (IsDestination(guard, address))
                    kind.Outside.AddRange(Outside(guard, kind, address, Direction.Ingress, guard.OutsideSources));
                if (IsSource(guard, address))
                    kind.Outside.AddRange(Outside(guard, kind, address, Direction.Egress, guard.To.MayHold));
            }
        }
    }

    private HashSet<GuardedKind> ReachedFrom(GuardedKind source)
    {
        var reached = new HashSet<GuardedKind>();
        foreach (var policy in ThatName(source, Direction.Egress).Concat(NetsOf(source).SelectMany(n => n.From)))
            AddClasses(reached, policy.To);
        if (source.Addresses.Any(a => rules.HasAccess(a.Place.Address)))
            AddManaged(reached);
        if (source.IsManaged && rules.HasNets(source, Direction.Egress))
            reached.UnionWith(unmanaged);
        foreach (var kind in reached.Where(HasShared).ToList())
            reached.UnionWith(HoldersOfShared(kind).Select(kindOf));
        return reached;
    }

    private HashSet<GuardedKind> ReachedTo(GuardedKind destination)
    {
        var reached = new HashSet<GuardedKind>();
        foreach (var policy in ThatName(destination, Direction.Ingress).Concat(NetsOf(destination).SelectMany(n => n.To)))
            AddClasses(reached, policy.From);
        if (view.Intent.Management.Controller is { } controller && destination.Addresses.Any(a => controller.Addresses.Contains(a.Place.Address)))
            AddManaged(reached);
        if (destination.IsManaged && rules.HasNets(destination, Direction.Ingress))
            reached.UnionWith(unmanaged);
        foreach (var kind in reached.Where(HasShared).ToList())
            reached.UnionWith(HoldersOfShared(kind).Select(kindOf));
        return reached;
    }

    /// <summary>The policies that select its workloads, and those that select others with an address of theirs.</summary>
    private IEnumerable<PolicyNode> ThatName(GuardedKind kind, Direction direction) => HasShared(kind)
        ? HoldersOfShared(kind).Append(kind.Workloads).SelectMany(c => c.Signature.Policies(direction))
        : kind.Workloads.Signature.Policies(direction);

    private static bool HasShared(GuardedKind kind) => Array.Exists(kind.Addresses, a => a.Place.IsShared);

    private IEnumerable<ClassNode> HoldersOfShared(GuardedKind kind) =>
        kind.Addresses.Where(a => a.Place.IsShared).SelectMany(a => view.Holders.Of(a.Place.Address)).Select(view.ClassOf).Distinct();

    private void AddClasses(HashSet<GuardedKind> reached, RemoteSide[] sides)
    {
        foreach (var side in sides)
        {
            if (side.Node is not AtomNode atom)
                continue;
            foreach (var workloads in view.ClassesIn(atom))
                reached.Add(kindOf(workloads));
        }
    }

    /// <summary>Those that the management section is for.</summary>
    private void AddManaged(HashSet<GuardedKind> reached) =>
        reached.UnionWith(view.Classes.Select(kindOf).Where(k => k.Target is EnforcementTarget.Linux or EnforcementTarget.Both));

    /// <summary>Prefixes that hold an address of the kind, and service tags that may.</summary>
    private IEnumerable<NetsNode> NetsOf(GuardedKind kind) => kind.Addresses.SelectMany(a => NetsAt(a.Place)).Concat(opaque);

    private NetsNode[] NetsAt(AddressPlace place)
    {
        if (!netsAt.TryGetValue((place.Address.Family, place.Cell), out var known))
            netsAt[(place.Address.Family, place.Cell)] = known = [.. view.Bindings.Nets.Where(n => n.Block.Set.Contains(place.Address))];
        return known;
    }

    private void FindBetween(GuardedKind source, GuardedKind destination)
    {
        if (!source.IsManaged && !destination.IsManaged)
            return;
        foreach (var s in source.Addresses)
        {
            foreach (var d in destination.Addresses)
            {
                if (s.Family != d.Family || IsOwn(source, s, destination, d))
                    continue;
                Passing? passing = null;
                foreach (var guard in guards)
                {
                    if (!IsSource(guard, s) || !IsDestination(guard, d) || !Differ(guard, source, destination))
                        continue;
                    passing ??= new Passing(
                        destination.IsManaged ? rules.Lets(destination, Direction.Ingress, source, s.Place) : ProtocolPorts.Any,
                        source.IsManaged ? rules.Lets(source, Direction.Egress, destination, d.Place) : ProtocolPorts.Any);
                    var ports = PortsAt(guard.Ports, destination);
                    ports = ports.Intersect(passing.Entering.Union(Tagged(guard, destination, Direction.Ingress, d)));
                    ports = ports.Intersect(passing.Leaving.Union(Tagged(guard, source, Direction.Egress, s)));
                    foreach (var (from, to, except) in ports.IsEmpty ? [] : guard.Exceptions)
                    {
                        if (s.Sides[from.Number] && d.Sides[to.Number])
                            ports = ports.Subtract(PortsAt(except, destination));
                    }

                    if (!ports.IsEmpty)
                        Add(new ForbiddenPair(guard.Guardrail, source, s, destination, d, ports));
                }
            }
        }
    }

    private static void Add(ForbiddenPair pair)
    {
        pair.Source.Pairs.Add(pair);
        if (pair.Destination != pair.Source)
            pair.Destination.Pairs.Add(pair);
    }

    /// <summary>Traffic of a workload with itself is outside the packet space: it has the other's address too.</summary>
    private static bool IsOwn(GuardedKind source, KindAddress s, GuardedKind destination, KindAddress d) =>
        (s.Place.IsShared && destination.IsManaged && Array.Exists(destination.Addresses, a => a.Place.IsLike(s.Place)))
        || (d.Place.IsShared && source.IsManaged && Array.Exists(source.Addresses, a => a.Place.IsLike(d.Place)));

    /// <summary>What service tags without CIDRs let through an end.</summary>
    private ProtocolPorts Tagged(BoundGuard guard, GuardedKind kind, Direction direction, KindAddress own)
    {
        var ports = ProtocolPorts.Empty;
        if (opaque.Length == 0 || !kind.IsManaged)
            return ports;
        foreach (var (_, open, tag) in rules.Nets(kind, direction, own.Family))
        {
            if (tag is not null && !IsAdmitted(guard, tag, direction))
                ports = ports.Union(WithoutTag(guard, open, tag, own, kind, direction));
        }

        return ports;
    }

    private IEnumerable<ForbiddenOutside> Outside(BoundGuard guard, GuardedKind kind, KindAddress own, Direction direction, AddressSet outside)
    {
        var family = own.Family;
        if (outside[family].IsEmpty)
            yield break;
        var wanted = PortsAt(guard.Ports, direction == Direction.Ingress ? kind : null);
        foreach (var (remote, open, tag) in rules.Nets(kind, direction, family))
        {
            if (tag is not null && IsAdmitted(guard, tag, direction))
                continue;
            var ports = open.Intersect(wanted);
            if (tag is not null)
                ports = WithoutTag(guard, ports, tag, own, kind, direction);
            var boxes = new List<AddressBox> { new(remote[family].Intersect(outside[family]), ports) };
            foreach (var (from, to, except) in guard.Exceptions)
            {
                var (near, far) = direction == Direction.Ingress ? (to, from) : (from, to);
                if (own.Sides[near.Number])
                    boxes = AddressBox.Subtract(boxes, far.Nets[family], PortsAt(except, direction == Direction.Ingress ? kind : null));
            }

            foreach (var box in boxes)
            {
                if (!box.Addresses.IsEmpty && !box.Ports.IsEmpty)
                    yield return new ForbiddenOutside(guard.Guardrail, direction, family, box);
            }
        }
    }

    private ProtocolPorts WithoutTag(BoundGuard guard, ProtocolPorts ports, string tag, KindAddress own, GuardedKind kind, Direction direction)
    {
        foreach (var (from, to, except) in guard.Exceptions)
        {
            var (near, far) = direction == Direction.Ingress ? (to, from) : (from, to);
            if (own.Sides[near.Number] && far.Tags.Contains(tag))
                ports = ports.Subtract(PortsAt(except, direction == Direction.Ingress ? kind : null));
        }

        return ports;
    }

    /// <summary>Whether an <c>only</c> names the very service tag that lets something in.</summary>
    private static bool IsAdmitted(BoundGuard guard, string tag, Direction direction) =>
        direction == Direction.Ingress && guard.Never is null && guard.From.Tags.Contains(tag);

    private static bool IsSource(BoundGuard guard, KindAddress address) => guard.Never is null
        ? !address.Sides[guard.From.Number]
        : guard.From.IsOpaque || address.Sides[guard.From.Number];

    private static bool IsDestination(BoundGuard guard, KindAddress address) => guard.To.IsOpaque || address.Sides[guard.To.Number];

    /// <summary>Of <c>differentLabels</c>, a missing label equals nothing; without them every two workloads count.</summary>
    private bool Differ(BoundGuard guard, GuardedKind source, GuardedKind destination)
    {
        if (guard.Never is not { DifferentLabels: { IsEmpty: false } keys })
            return true;
        var (one, other) = (view.Table.Labels[source.Row], view.Table.Labels[destination.Row]);
        return keys.Any(key => one[key] is not { } value || value != other[key]);
    }

    private ProtocolPorts PortsAt(PolicyPorts ports, GuardedKind? destination) =>
        destination is null || ports.Names.IsEmpty ? ports.Literal : view.Bindings.Ports.Resolve(destination.Row, ports);

    private sealed record Passing(ProtocolPorts Entering, ProtocolPorts Leaving);
}
