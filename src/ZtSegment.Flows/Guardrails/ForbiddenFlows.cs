using ZtSegment.Flows.Graph;
using ZtSegment.Language;

namespace ZtSegment.Flows.Guardrails;

/// <summary>One end of flows between kinds: an address of a kind of workloads, or addresses that no workload has.</summary>
/// <param name="Outside">Where <paramref name="Kind"/> is null; addresses of workloads may still be among them.</param>
internal readonly record struct FlowEnd(WorkloadKind? Kind, AddressKind? Address, IntervalSet<UInt128> Outside);

/// <summary>What passes though a guardrail forbids it.</summary>
internal sealed record ForbiddenFlow(FlowEnd Source, FlowEnd Destination, IpFamily Family, ProtocolPorts Ports);

/// <summary>Both ends of flows that a guardrail forbids and nothing enforces.</summary>
/// <param name="FromOutside">Addresses that no workload has are among the sources.</param>
/// <param name="ToOutside">Addresses that no workload has are among the destinations.</param>
internal sealed record UnenforcedEnds(
    IReadOnlyList<WorkloadKind> Sources, bool FromOutside, IReadOnlyList<WorkloadKind> Destinations, bool ToOutside);

/// <summary>Searches what breaks a <c>never</c> or an <c>only</c>: kind by kind, along the rules of managed ends, workloads before other addresses.</summary>
/// <remarks>
/// An <c>only</c> forbids every source beside its <c>from</c>. A service tag without CIDRs may hold any address, so on a forbidden side it holds
/// all; what a policy opens to the very tag that an <c>only</c> or an exception admits is admitted.
/// </remarks>
internal sealed class ForbiddenFlows
{
    private readonly GuardedEstate estate;
    private readonly FlowGuard guard;
    private readonly NeverRule? never;
    private readonly bool[] isSource;
    private readonly bool[] isDestination;
    private readonly AddressSet outsideSources;
    private readonly AddressSet outsideDestinations;
    private readonly Dictionary<AddressBlock, WorkloadKind[]> sources = new(ReferenceEqualityComparer.Instance);

    public ForbiddenFlows(GuardedEstate estate, FlowGuard guard)
    {
        this.estate = estate;
        this.guard = guard;
        never = guard.Guardrail.Rule as NeverRule;
        var (from, to) = (guard.From, guard.To);
        outsideSources = never is null ? Everything.Subtract(from.Nets) : from.OpaqueTags.IsEmpty ? from.Nets : Everything;
        outsideDestinations = to.OpaqueTags.IsEmpty ? to.Nets : Everything;
        isSource = [.. estate.Kinds.Addresses.Select(a => never is null ? !from.Holds(a) : from.Holds(a) || !from.OpaqueTags.IsEmpty)];
        isDestination = [.. estate.Kinds.Addresses.Select(a => to.Holds(a) || !to.OpaqueTags.IsEmpty)];
    }

    /// <summary>In a fixed order; found as it is read.</summary>
    public IEnumerable<ForbiddenFlow> Find()
    {
        var found = IntoManaged().Concat(IntoUnmanaged());
        return never is { DifferentLabels.IsEmpty: false } ? found : found.Concat(FromOutside()).Concat(ToOutside());
    }

    /// <summary>Unmanaged ends of flows that the guardrail forbids and nothing enforces, since the other end is unmanaged too.</summary>
    public UnenforcedEnds Unenforced()
    {
        var unmanaged = estate.Kinds.Kinds.Where(k => !k.IsManaged).ToList();
        var from = unmanaged.Where(k => k.Addresses.Any(a => isSource[a.Number])).ToList();
        var to = unmanaged.Where(k => k.Addresses.Any(a => isDestination[a.Number])).ToList();
        var (fromOutside, toOutside) = never is { DifferentLabels.IsEmpty: false }
            ? ([], [])
            : (to.Where(k => IsOpenToOutside(k, outsideSources, isDestination, Direction.Ingress)).ToHashSet(),
                from.Where(k => IsOpenToOutside(k, outsideDestinations, isSource, Direction.Egress)).ToHashSet());
        var sources = from.Where(s => toOutside.Contains(s) || to.Exists(d => Pair(s, d).Any())).ToList();
        var destinations = to.Where(d => fromOutside.Contains(d) || from.Exists(s => Pair(s, d).Any())).ToList();
        return new UnenforcedEnds(sources, fromOutside.Count > 0, destinations, toOutside.Count > 0);
    }

    private static AddressSet Everything { get; } =
        AddressSet.From([Cidr.Parse("0.0.0.0/0"), Cidr.Parse("::/0")]).Subtract(AddressSet.OutsidePacketSpace);

    private bool IsOpenToOutside(WorkloadKind kind, AddressSet outside, bool[] isInside, Direction direction)
    {
        var wanted = guard.PortsAt(direction == Direction.Ingress ? kind : null);
        return kind.Addresses.Where(a => isInside[a.Number]).Any(inside =>
            guard.WithoutExceptions(outside[inside.Example.Family], wanted, inside, kind, direction)
                .Any(box => !box.Ports.IsEmpty && !box.Addresses.IsEmpty));
    }

    private IEnumerable<ForbiddenFlow> IntoManaged()
    {
        var seen = new int[estate.Kinds.Kinds.Count];
        foreach (var destination in Managed(isDestination))
        {
            var wanted = guard.PortsAt(destination);
            foreach (var rule in estate.Rules.Of(destination, Direction.Ingress).Where(r => !IsAdmitted(r) && Meets(r, wanted)))
            {
                foreach (var source in SourcesIn(rule))
                {
                    if (seen[source.Number] == destination.Number + 1)
                        continue;
                    seen[source.Number] = destination.Number + 1;
                    foreach (var flow in Pair(source, destination))
                        yield return flow;
                }
            }
        }
    }

    private IEnumerable<ForbiddenFlow> IntoUnmanaged()
    {
        foreach (var source in Managed(isSource))
        {
            var reached = estate.Rules.Of(source, Direction.Egress)
                .SelectMany(estate.Rules.KindsIn)
                .Where(a => isDestination[a.Number])
                .SelectMany(a => a.Holders)
                .Where(k => !k.IsManaged)
                .Distinct();
            foreach (var flow in reached.SelectMany(destination => Pair(source, destination)))
                yield return flow;
        }
    }

    private IEnumerable<ForbiddenFlow> FromOutside() =>
        from destination in Managed(isDestination)
        let wanted = guard.PortsAt(destination)
        from rule in estate.Rules.Of(destination, Direction.Ingress)
        where !IsAdmitted(rule)
        from inside in destination.Addresses
        where isDestination[inside.Number]
        from box in Outside(rule, outsideSources, wanted, inside, destination, Direction.Ingress)
        select new ForbiddenFlow(new FlowEnd(null, null, box.Addresses), new FlowEnd(destination, inside, default), inside.Example.Family, box.Ports);

    private IEnumerable<ForbiddenFlow> ToOutside()
    {
        var wanted = guard.PortsAt(null);
        return
            from source in Managed(isSource)
            from rule in estate.Rules.Of(source, Direction.Egress)
            from inside in source.Addresses
            where isSource[inside.Number]
            from box in Outside(rule, outsideDestinations, wanted, inside, source, Direction.Egress)
            select new ForbiddenFlow(new FlowEnd(source, inside, default), new FlowEnd(null, null, box.Addresses), inside.Example.Family, box.Ports);
    }

    /// <summary>What one rule lets through between a workload's address and addresses that no workload has.</summary>
    private IEnumerable<AddressBox> Outside(
        EndRule rule, AddressSet outside, ProtocolPorts wanted, AddressKind inside, WorkloadKind kind, Direction direction)
    {
        var family = inside.Example.Family;
        if (rule.Remote.Nets(family).IsEmpty && rule.Policy is not null)
            return [];
        var ports = rule.Ports(family).Intersect(wanted);
        if (rule.Tag is { } tag)
            ports = guard.WithoutTag(ports, tag, inside, kind, direction);
        var addresses = rule.Remote.Set[family].Intersect(outside[family]);
        return ports.IsEmpty || addresses.IsEmpty
            ? []
            : guard.WithoutExceptions(addresses, ports, inside, kind, direction)
                .Where(box => estate.FirstUnheld(family, box.Addresses) is not null);
    }

    /// <summary>What passes between two kinds and must not; ends that are unmanaged let everything pass.</summary>
    private IEnumerable<ForbiddenFlow> Pair(WorkloadKind source, WorkloadKind destination)
    {
        if ((source == destination && source.Rows.Count == 1) || (never is not null && !Differ(never, source, destination)))
            yield break;
        var wanted = guard.PortsAt(destination);
        foreach (var s in source.Addresses.Where(a => isSource[a.Number]))
        {
            foreach (var d in destination.Addresses.Where(a => isDestination[a.Number] && a.Example.Family == s.Example.Family))
            {
                if ((s.IsShared && destination.IsManaged && destination.Addresses.Contains(s))
                    || (d.IsShared && source.IsManaged && source.Addresses.Contains(d)))
                {
                    continue;
                }

                var ports = wanted;
                if (destination.IsManaged)
                    ports = ports.Intersect(Passing(destination, Direction.Ingress, d, s));
                if (source.IsManaged && !ports.IsEmpty)
                    ports = ports.Intersect(Passing(source, Direction.Egress, s, d));
                if (!ports.IsEmpty)
                    ports = guard.WithoutExceptions(ports, s, d, destination);
                if (!ports.IsEmpty)
                    yield return new ForbiddenFlow(new FlowEnd(source, s, default), new FlowEnd(destination, d, default), s.Example.Family, ports);
            }
        }
    }

    /// <summary>What an end lets through, service tags without CIDRs included where nothing admits the tag.</summary>
    private ProtocolPorts Passing(WorkloadKind kind, Direction direction, AddressKind own, AddressKind remote)
    {
        var ports = estate.Rules.Lets(kind, direction, remote);
        foreach (var rule in estate.Rules.Of(kind, direction))
        {
            if (rule.Tag is { } tag && !(direction == Direction.Ingress && IsAdmitted(rule)))
                ports = ports.Union(guard.WithoutTag(rule.Ports(own.Example.Family), tag, own, kind, direction));
        }

        return ports;
    }

    /// <summary>Whether an <c>only</c> names the very service tag that the rule lets in.</summary>
    private bool IsAdmitted(EndRule rule) => rule.Tag is { } tag && never is null && guard.From.Tags.Contains(tag);

    private static bool Meets(EndRule rule, ProtocolPorts wanted) => rule.V4.Overlaps(wanted) || rule.V6.Overlaps(wanted);

    /// <summary>Of <c>differentLabels</c>, a missing label equals nothing; without them every two workloads count.</summary>
    private bool Differ(NeverRule rule, WorkloadKind source, WorkloadKind destination)
    {
        var (one, other) = (estate.Table.Labels[source.Rows[0]], estate.Table.Labels[destination.Rows[0]]);
        return rule.DifferentLabels.IsEmpty || rule.DifferentLabels.Any(key => one[key] is not { } value || value != other[key]);
    }

    private IEnumerable<WorkloadKind> Managed(bool[] isInside) =>
        estate.Kinds.Kinds.Where(k => k.IsManaged && k.Addresses.Any(a => isInside[a.Number]));

    private WorkloadKind[] SourcesIn(EndRule rule)
    {
        if (!sources.TryGetValue(rule.Remote, out var known))
            sources[rule.Remote] = known = [.. estate.Rules.KindsIn(rule).Where(a => isSource[a.Number]).SelectMany(a => a.Holders).Distinct()];
        return known;
    }
}
