using System.Collections.Immutable;
using ZtSegment.Flows.Graph;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Flows.Explain;

/// <summary>Tells why a packet between two parties is let through or not, from the rule programs of its ends.</summary>
public sealed class Explainer
{
    private readonly Compilation compilation;
    private readonly WorkloadTable table;
    private readonly AskedService service;
    private readonly ManagementPorts management;

    private Explainer(Compilation compilation, AskedService service)
    {
        this.compilation = compilation;
        this.service = service;
        table = compilation.Table;
        management = new ManagementPorts(compilation);
    }

    /// <summary>Where any pair of their addresses passes, the flow is allowed; else the pair is judged that fewest ends deny.</summary>
    public static Explanation Of(Compilation compilation, Party from, Party to, AskedService service) => new Explainer(compilation, service).Explain(from, to);

    private Explanation Explain(Party from, Party to)
    {
        var sources = Places(from);
        var destinations = Places(to);
        if (sources.Any(s => s.Row is { } row && destinations.Any(d => d.Row == row)))
            return Itself(from, to);
        var judged =
            from s in sources
            from d in destinations
            where s.Address is not null && d.Address is not null && s.Address.Value.Family == d.Address.Value.Family
            select Judge(s, d);
        return judged.OrderByDescending(e => e.IsAllowed).ThenByDescending(e => e.Ends.Count(end => end.IsAllowed)).FirstOrDefault()
            ?? WithoutAddresses(sources[0], destinations[0]);
    }

    /// <summary>Traffic of a workload with itself is free, and outside the packet space.</summary>
    private Explanation Itself(Party from, Party to)
    {
        var row = from.Rows.First(to.Rows.Contains);
        return new Explanation(
            service, true, EffectiveVerdict.Allowed, false,
            End(Direction.Egress, new Place(row, from.Address ?? FirstAddress(row)), true, [], false, null),
            End(Direction.Ingress, new Place(row, to.Address ?? FirstAddress(row)), true, [], false, null),
            null);
    }

    private Explanation WithoutAddresses(Place source, Place destination)
    {
        var reason = NoPair(source, destination);
        return new Explanation(
            service, false, EffectiveVerdict.Denied, false,
            End(Direction.Egress, source, !IsManaged(source), [], false, IsManaged(source) ? reason : null),
            End(Direction.Ingress, destination, !IsManaged(destination), [], false, IsManaged(destination) || !IsManaged(source) ? reason : null),
            null);
    }

    private string NoPair(Place source, Place destination)
    {
        foreach (var place in (Place[])[source, destination])
        {
            if (place.Row is { } row && table.Addresses[row].IsEmpty)
                return $"no address is known of {NameOf(place)}: it has no flow until one is";
        }

        return $"{FamilyOf(source)} and {FamilyOf(destination)}: IPv4 and IPv6 never mix in a flow";
    }

    private string FamilyOf(Place place)
    {
        var family = place.Address!.Value.Family == IpFamily.V4 ? "IPv4" : "IPv6";
        return place.Row is null ? $"{NameOf(place)} is {family}" : $"{NameOf(place)} has {family} only";
    }

    private Explanation Judge(Place source, Place destination)
    {
        var leaving = Judge(source, Direction.Egress, destination);
        var entering = Judge(destination, Direction.Ingress, source);
        var isAllowed = leaving.IsAllowed && entering.IsAllowed;
        ExplainedEnd[] ends = [leaving, entering];
        var effective = ends.Any(e => !e.IsAllowed && e.Mode == Mode.Enforce) ? EffectiveVerdict.Denied
            : !isAllowed || ends.All(e => e.Mode is null) ? EffectiveVerdict.Open
            : EffectiveVerdict.Allowed;
        var isComposed = isAllowed && ends.All(e => e.Policies.Length > 0) && !leaving.Policies.Intersect(entering.Policies).Any();
        return new Explanation(
            service, isAllowed, effective, isComposed, leaving, entering,
            isAllowed ? null : PolicySuggestion.For(compilation, source, destination, service));
    }

    private ExplainedEnd Judge(Place own, Direction direction, Place remote)
    {
        if (!IsManaged(own))
            return End(direction, own, true, [], false, null);
        var row = own.Row!.Value;
        var address = remote.Address!.Value;
        var target = EnforcementTargets.Of(table.Workloads[row]);
        var isInPacketSpace = !AddressSet.OutsidePacketSpace.Contains(address) && !table.Addresses[row].Contains(address);
        ImmutableArray<FlowPolicy> policies = isInPacketSpace
            ? [.. KindFlows.Parts(compilation.Intent, compilation.ClassOf[row].Program[direction], target, address)
                .Where(p => p.Ports.Contains(service.Protocol, service.AnyPort))
                .Select(p => compilation.Intent.Policies[p.Policy])]
            : [];
        var byManagement = isInPacketSpace && management.Of(row, target, direction, address).Contains(service.Protocol, service.AnyPort);
        var isAllowed = policies.Length > 0 || byManagement;
        return End(direction, own, isAllowed, policies, byManagement, isAllowed ? null : new MissingPart(compilation, service).Text(direction, own, remote));
    }

    private ExplainedEnd End(
        Direction direction, Place place, bool isAllowed, ImmutableArray<FlowPolicy> policies, bool byManagement, string? missing) =>
        new(
            direction,
            place.Row is { } row ? table.Workloads[row] : null,
            place.Address,
            IsManaged(place) ? compilation.ClassOf[place.Row!.Value].Modes[direction] : null,
            isAllowed, policies, byManagement, missing);

    private List<Place> Places(Party party)
    {
        if (party.Rows.IsEmpty)
            return [new Place(null, party.Address)];
        var places = party.Rows
            .SelectMany(row => table.Addresses[row].Where(a => party.Address is null || a == party.Address).Select(a => new Place(row, a)))
            .ToList();
        return places.Count > 0 ? places : [new Place(party.Rows[0], null)];
    }

    private Address? FirstAddress(int row) => table.Addresses[row].IsEmpty ? null : table.Addresses[row][0];

    private bool IsManaged(Place place) => place.Row is { } row && table.Workloads[row].IsManaged;

    private string NameOf(Place place) => place.Row is { } row ? table.Workloads[row].Name : place.Address!.Value.ToString();
}

/// <summary>A workload at an address, or an address that no workload has.</summary>
/// <param name="Row">Null for such an address.</param>
/// <param name="Address">Null where no address of the workload is known.</param>
internal readonly record struct Place(int? Row, Address? Address);
