using System.Collections.Immutable;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Flows.Explain;

/// <summary>Policies that one thing only keeps from letting a packet through an end.</summary>
internal sealed class NearMisses(Compilation compilation, AskedService service, Direction direction, int own, Place remote)
{
    private readonly WorkloadTable table = compilation.Table;
    private readonly ImmutableArray<int> holders = Holders(compilation, remote);

    /// <summary>One sentence each, the most helpful first.</summary>
    public IEnumerable<string> Nearest => compilation.Intent.Policies
        .Select(Miss)
        .OfType<(int Rank, string Text)>()
        .OrderBy(m => m.Rank)
        .Select(m => m.Text);

    private (int Rank, string Text)? Miss(FlowPolicy policy)
    {
        var place = MissingPart.Place(policy);
        var (ownSide, otherSide) = direction == Direction.Egress ? (policy.From, policy.To) : (policy.To, policy.From);
        var reasons = new List<(int Rank, string Text)>();
        if (!ownSide.Any(p => Names(p, own)))
        {
            if (!ownSide.Any(IsOwnAddress))
                return null;
            reasons.Add((5, $"{place} has the addresses of {Name(own)} in `{Side}`, but an end is opened by name only: by segment, selector or workload"));
        }

        var reached = holders.Where(row => otherSide.Any(p => Names(p, row))).ToList();
        var isWritten = otherSide.Any(p => Holds(p, remote.Address!.Value));
        if (reached.Count == 0 && !isWritten)
        {
            if (!otherSide.Any(p => p.SelectsWorkloads))
                return null;
            reasons.Add((6, $"{place} lets {Name(own)} {(direction == Direction.Egress ? "reach" : "be reached from")} "
                + $"{string.Join(", ", otherSide.Select(PeerWords.Of))}, which {RemoteName} is not in"));
        }

        var ports = PortsOf(policy, reached);
        if (!ports.Contains(service.Protocol, service.AnyPort))
            reasons.Add((4, $"{place} selects both, but {(ports.IsEmpty ? "the destination has none of its port names" : $"on {ports} only")}"));
        if (!policy.IsLive(compilation.Now))
            reasons.Add((0, $"{place} allowed it until it expired at {MissingPart.Time(policy.Expires!.Value)}"));
        reasons.AddRange(reached.Prepend(own).Where(row => !table.Meets(row, policy.When)).Take(1).Select(row => (1, WhyUnmet(place, policy.When!, row))));
        if (reached.Count > 0 && policy.SameLabels.FirstOrDefault(key => !reached.Any(row => HaveSame(key, row))) is { } label)
            reasons.Add((2, $"{place} asks for the same `{label}` at both ends: {Name(own)} has {Value(label, own)}, {Name(reached[0])} has {Value(label, reached[0])}"));
        if (reasons.Count == 0 && table.Workloads[own].Nsg is { } nsg)
            reasons.Add((3, WhyInexpressible(place, nsg)));
        return reasons.Count == 1 ? reasons[0] : null;
    }

    private string Side => direction == Direction.Egress ? "from" : "to";

    private string RemoteName => remote.Row is { } row ? Name(row) : remote.Address!.Value.ToString();

    private string WhyUnmet(string place, PolicyCondition when, int row)
    {
        var facts = table.Facts[row];
        return when.Compliant && facts.Compliant != true
            ? $"{place} asks for `compliant: true`, and {Name(row)} is {(facts.Compliant is null ? "not known to be compliant" : "not compliant")}"
            : $"{place} asks for `maxRisk: {when.MaxRisk.ToString()!.ToLowerInvariant()}`, and the risk of {Name(row)} is {facts.Risk?.ToString().ToLowerInvariant() ?? "unknown"}";
    }

    private string WhyInexpressible(string place, string nsg) =>
        $"{place} selects both, but the network security group `{nsg[(nsg.LastIndexOf('/') + 1)..]}` cannot express {service} over "
            + (remote.Address!.Value.Family == IpFamily.V6 ? "IPv6" : "IPv4");

    /// <summary>The ports of the destination: this end on the way in, any reached holder on the way out.</summary>
    private ProtocolPorts PortsOf(FlowPolicy policy, List<int> reached)
    {
        var split = PortResolver.Split(compilation.Intent, policy.Ports);
        IEnumerable<int> destinations = direction == Direction.Ingress ? [own] : reached;
        return destinations.Aggregate(split.Literal, (all, row) => all.Union(compilation.PortNames.Resolve(row, split)));
    }

    private bool HaveSame(string key, int row) => table.Labels[own][key] is { } value && value == table.Labels[row][key];

    private string Value(string key, int row) => table.Labels[row][key] is { } value ? $"`{value}`" : "none";

    private string Name(int row) => table.Workloads[row].Name;

    private bool Names(Peer peer, int row) => peer is WorkloadPeer named
        ? named.Name == Name(row)
        : compilation.Binder.SelectorOf(peer) is { } selector && LabelIndex.Matches(selector, table.Labels[row]);

    private bool IsOwnAddress(Peer peer) => table.Addresses[own].Any(a => Holds(peer, a));

    private bool Holds(Peer peer, Address address)
    {
        (ImmutableArray<Cidr> cidrs, ImmutableArray<Cidr> except) = peer switch
        {
            CidrPeer cidr => ([cidr.Cidr], cidr.Except),
            AddressGroupPeer name when compilation.Intent.AddressGroupsByName[name.Name] is var group => (group.Cidrs, group.Except),
            _ => (ImmutableArray<Cidr>.Empty, ImmutableArray<Cidr>.Empty),
        };
        return AddressSet.From(cidrs).Contains(address) && !AddressSet.From(except).Contains(address);
    }

    private static ImmutableArray<int> Holders(Compilation compilation, Place remote) => remote.Row is null
        ? []
        : [.. Enumerable.Range(0, compilation.Table.Addresses.Length).Where(row => compilation.Table.Addresses[row].Contains(remote.Address!.Value))];
}
