using System.Collections.Immutable;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Flows.Graph;

/// <summary>What passes from workloads of one kind to workloads of another, packet by packet: the union over their address pairs of each family.</summary>
internal sealed class KindFlows(Compilation compilation)
{
    private readonly ManagementPorts management = new(compilation);
    private readonly Dictionary<(int Class, Direction, EnforcementTarget, int Remote), ImmutableArray<PolicyPart>> parts = [];

    /// <summary>Every address pair of one family between two kinds, those of a workload with itself left out.</summary>
    public static IEnumerable<(AddressKind Source, AddressKind Destination)> AddressPairs(WorkloadKind source, WorkloadKind destination) =>
        from s in source.Addresses
        from d in destination.Addresses
        where IsPair(source, s, destination, d)
        select (s, d);

    /// <summary>Of one family, and neither is the other end's own too.</summary>
    public static bool IsPair(WorkloadKind source, AddressKind s, WorkloadKind destination, AddressKind d) =>
        s.Example.Family == d.Example.Family
        && !(s.IsShared && destination.IsManaged && destination.Addresses.Contains(s))
        && !(d.IsShared && source.IsManaged && source.Addresses.Contains(d));

    /// <summary>What each policy lets through the end of a kind, by policy.</summary>
    public ImmutableArray<PolicyPart> Parts(WorkloadKind kind, Direction direction, AddressKind remote)
    {
        var key = (kind.Class.Number, direction, kind.Target!.Value, remote.Number);
        if (!parts.TryGetValue(key, out var known))
            parts[key] = known = Parts(compilation.Intent, kind.Class.Program[direction], kind.Target.Value, remote.Example);
        return known;
    }

    /// <summary>What of a rule program lets packets from or to one address through.</summary>
    public static ImmutableArray<PolicyPart> Parts(Intent intent, ImmutableArray<ProgramRule> rules, EnforcementTarget target, Address remote)
    {
        var found = ImmutableArray.CreateBuilder<PolicyPart>();
        foreach (var rule in rules)
        {
            if (!rule.Remote.Set.Contains(remote))
                continue;
            var ports = TargetPorts.At(target, remote.Family, rule.Ports);
            if (ports.IsEmpty)
                continue;
            var policy = intent.IndexOf(rule.Policy);
            if (found.Count > 0 && found[^1].Policy == policy)
                found[^1] = found[^1] with { Ports = found[^1].Ports.Union(ports) };
            else
                found.Add(new PolicyPart(policy, ports));
        }

        return found.DrainToImmutable();
    }

    /// <summary>Everything that passes, by protocol and set of policies, in order; <c>any</c> of one set may overlap others, but claims no more than all.</summary>
    public ImmutableArray<FlowService> Between(WorkloadKind source, WorkloadKind destination)
    {
        var sets = new Dictionary<int[], ProtocolPorts>(IntArrayComparer.Instance);
        foreach (var (s, d) in AddressPairs(source, destination))
            AddPair(sets, source, s, destination, d);
        if (sets.Count == 0)
            return [];
        var parts = PartsOf(sets);
        if (parts.Any(part => part.Ports.Rest) && !parts.Aggregate(ProtocolPorts.Empty, (all, part) => all.Union(part.Ports)).IsAny)
            return [.. FlowPart.InOrder(parts)];
        var services = parts.SelectMany(part => FlowService.Of(part.Ports, part.Policies, part.IsComposed, part.IsManagement)).ToArray();
        Array.Sort(services, FlowService.Compare);
        return [.. services];
    }

    /// <summary>What <see cref="AddPair"/> gathered, by set of policies.</summary>
    public ImmutableArray<FlowPart> PartsOf(Dictionary<int[], ProtocolPorts> sets) =>
        [.. sets.Select(set => new FlowPart(set.Value, PoliciesOf(set.Key), set.Key[0] == Composed, set.Key[0] == Managed))];

    private const int Plain = 0;
    private const int Composed = 1;
    private const int Managed = 2;

    /// <summary>Adds what passes from one address to another, by what lets it pass: a set of policies, two that compose, or management.</summary>
    public void AddPair(Dictionary<int[], ProtocolPorts> sets, WorkloadKind source, AddressKind s, WorkloadKind destination, AddressKind d)
    {
        if (!source.IsManaged && !destination.IsManaged)
            return;
        var leaving = source.IsManaged ? Parts(source, Direction.Egress, d) : [];
        var entering = destination.IsManaged ? Parts(destination, Direction.Ingress, s) : [];
        if (source.IsManaged && destination.IsManaged)
        {
            AddBothManaged(sets, leaving, entering);
            AddManagement(sets, source, s, leaving, destination, d, entering);
            return;
        }

        foreach (var region in PolicyParts.Regions(source.IsManaged ? leaving : entering))
            Add(sets, Plain, region.Policies, region.Ports);
        Add(sets, Managed, [], source.IsManaged
            ? management.Of(source, Direction.Egress, d.Example)
            : management.Of(destination, Direction.Ingress, s.Example));
    }

    private static void AddBothManaged(
        Dictionary<int[], ProtocolPorts> sets, ImmutableArray<PolicyPart> leaving, ImmutableArray<PolicyPart> entering)
    {
        if (leaving.IsEmpty || entering.IsEmpty)
            return;
        foreach (var region in PolicyParts.Regions(PolicyParts.Common(leaving, entering)))
            Add(sets, Plain, region.Policies, region.Ports);
        var composed = ComposedPorts(leaving, entering);
        if (composed.IsEmpty)
            return;
        foreach (var region in PolicyParts.Regions(PolicyParts.Either(leaving, entering, composed)))
            Add(sets, Composed, region.Policies, region.Ports);
    }

    /// <summary>What both ends let through and no single policy lets through both.</summary>
    public static ProtocolPorts ComposedPorts(ImmutableArray<PolicyPart> leaving, ImmutableArray<PolicyPart> entering) =>
        PolicyParts.Union(leaving.AsSpan())
            .Intersect(PolicyParts.Union(entering.AsSpan()))
            .Subtract(PolicyParts.Union([.. PolicyParts.Common(leaving, entering)]));

    /// <summary>
    /// Between two managed ends, management is what policies alone do not let through: at one end it does, at the other a policy of that side
    /// or management too.
    /// </summary>
    private void AddManagement(
        Dictionary<int[], ProtocolPorts> sets, WorkloadKind source, AddressKind s, ImmutableArray<PolicyPart> leaving,
        WorkloadKind destination, AddressKind d, ImmutableArray<PolicyPart> entering)
    {
        var managedOut = management.Of(source, Direction.Egress, d.Example);
        var managedIn = management.Of(destination, Direction.Ingress, s.Example);
        if (managedOut.IsEmpty && managedIn.IsEmpty)
            return;
        var (policiesOut, policiesIn) = (PolicyParts.Union(leaving.AsSpan()), PolicyParts.Union(entering.AsSpan()));
        var passing = policiesOut.Union(managedOut).Intersect(policiesIn.Union(managedIn));
        Add(sets, Managed, [], passing.Subtract(policiesOut.Intersect(policiesIn)).Union(managedOut.Intersect(managedIn)));
    }

    private static void Add(Dictionary<int[], ProtocolPorts> sets, int what, int[] policies, ProtocolPorts ports)
    {
        if (ports.IsEmpty)
            return;
        int[] key = [what, .. policies];
        sets[key] = sets.TryGetValue(key, out var known) ? known.Union(ports) : ports;
    }

    private ImmutableArray<FlowPolicy> PoliciesOf(int[] key) => [.. key.Skip(1).Select(p => compilation.Intent.Policies[p])];
}
