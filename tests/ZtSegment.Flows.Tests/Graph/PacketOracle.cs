using System.Collections.Immutable;
using ZtSegment.Flows.Graph;
using ZtSegment.Flows.Proof;
using ZtSegment.Flows.Tests.RandomEstates;
using ZtSegment.Language;

namespace ZtSegment.Flows.Tests.Graph;

/// <summary>The flow graph by brute force: every pair, every address pair, one packet at a time, asked of the oracle.</summary>
internal sealed class PacketOracle(RandomEstate estate)
{
    private readonly Oracle oracle = new(estate.Intent, estate.Facts, estate.Now);
    private readonly WorkloadTable table = new(estate.Intent, estate.Facts);

    /// <summary>The ports where declared meanings change, and beside them; with protocols that nobody names.</summary>
    public ImmutableArray<(Protocol Protocol, ushort Port)> Services { get; } =
    [
        .. (from ports in estate.Intent.Policies.SelectMany(p => p.Ports)
                .Concat(estate.Intent.Management.Access.SelectMany(a => a.Ports))
                .OfType<LiteralPorts>().Select(p => p.Ports)
                .Concat(estate.Intent.PortGroups.Select(g => g.Ports))
                .Concat(estate.Intent.Workloads.SelectMany(w => w.Ports).Concat(estate.Intent.Segments.SelectMany(s => s.Ports))
                    .Select(p => ProtocolPorts.Of(p.Protocol, PortSet.Of(p.Port))))
                .Append(ProtocolPorts.Of(Protocol.Tcp, PortSet.Of(8443)))
                .Append(ProtocolPorts.Of(new Protocol(253), PortSet.Full))
            from listed in ports.Listed
            from range in listed.Ports.Ranges.ToImmutableArray()
            from port in new[] { range.From - 1, range.From, range.To, range.To + 1 }
            where listed.Protocol.HasPorts ? port is >= 0 and <= 65535 : port == 0
            select (listed.Protocol, (ushort)port)).Distinct(),
    ];

    /// <summary>What each packet of a pair that passes is let through by, as the graph words it.</summary>
    public IEnumerable<string> PairVerdicts(Workload source, Workload destination, Protocol protocol, ushort port) =>
        (from s in AddressesOf(source)
         from d in AddressesOf(destination)
         where s.Family == d.Family
         from verdict in PacketVerdicts(source, s, destination, d, protocol.WireNumber(s.Family), port)
         select verdict).Distinct();

    /// <summary>Whether the policy lets the workload speak with an address that the peer writes.</summary>
    public bool PeerPasses(FlowPolicy policy, Peer peer, Workload workload, Direction direction, Protocol protocol, ushort port) =>
        Remotes.Any(r => IsWritten(peer, r)
            && oracle.PoliciesThatLet(workload, direction, r, protocol.WireNumber(r.Family), port).Contains(policy));

    public bool ManagementPasses(Cidr peer, Workload workload, Direction direction, Protocol protocol, ushort port) =>
        Remotes.Any(r => peer.Family == r.Family && peer.Range.Contains(r.Value)
            && oracle.ManagementLets(workload, direction, r, protocol.WireNumber(r.Family), port));

    /// <summary>The pairs of policies that let a packet of two managed workloads pass, each at its end, where no policy lets it through both.</summary>
    public IEnumerable<(FlowPolicy Leaving, FlowPolicy Entering)> ComposedPolicies(Workload source, Workload destination, Protocol protocol, ushort port) =>
        (from s in AddressesOf(source)
         from d in AddressesOf(destination)
         where s.Family == d.Family
         let leaving = oracle.PoliciesThatLet(source, Direction.Egress, d, protocol.WireNumber(s.Family), port)
         let entering = oracle.PoliciesThatLet(destination, Direction.Ingress, s, protocol.WireNumber(s.Family), port)
         where !leaving.Intersect(entering).Any()
         from exit in leaving
         from entry in entering
         select (exit, entry)).Distinct();

    public bool Names(Peer peer, Workload workload) => peer switch
    {
        SegmentPeer segment => LabelIndex.Matches(estate.Intent.SegmentsByName[segment.Name].Selector, LabelsOf(workload)),
        SelectorPeer selector => LabelIndex.Matches(selector.Selector, LabelsOf(workload)),
        WorkloadPeer named => named.Name == workload.Name,
        _ => false,
    };

    public static string Word(FlowEdge edge) => edge.IsManagement ? "management"
        : $"{(edge.IsComposed ? "composed " : "")}{string.Join('+', edge.Policies.Select(p => p.Name))}";

    public static bool Covers(FlowEdge edge, Protocol protocol, ushort port) =>
        edge.Protocol is null || (edge.Protocol == protocol && (!protocol.HasPorts || edge.Ports.Contains(port)));

    /// <summary>What lets one packet pass, as the graph words it; none where it does not.</summary>
    public IEnumerable<string> PacketVerdicts(Workload source, Address s, Workload destination, Address d, byte protocol, ushort port)
    {
        var leaving = source.IsManaged ? oracle.PoliciesThatLet(source, Direction.Egress, d, protocol, port) : null;
        var entering = destination.IsManaged ? oracle.PoliciesThatLet(destination, Direction.Ingress, s, protocol, port) : null;
        var managedOut = source.IsManaged && oracle.ManagementLets(source, Direction.Egress, d, protocol, port);
        var managedIn = destination.IsManaged && oracle.ManagementLets(destination, Direction.Ingress, s, protocol, port);
        if (leaving is null || entering is null)
        {
            if ((leaving ?? entering) is { Count: > 0 } one)
                yield return Word("", one);
            if (managedOut || managedIn)
                yield return "management";
            yield break;
        }

        var common = leaving.Intersect(entering).ToList();
        if (common.Count > 0)
            yield return Word("", common);
        else if (leaving.Count > 0 && entering.Count > 0)
            yield return Word("composed ", leaving.Union(entering));
        var byPolicies = leaving.Count > 0 && entering.Count > 0;
        if ((managedOut && managedIn) || (!byPolicies && (managedOut || leaving.Count > 0) && (managedIn || entering.Count > 0)))
            yield return "management";
    }

    private static string Word(string prefix, IEnumerable<FlowPolicy> policies) =>
        prefix + string.Join('+', policies.Select(p => p.Name).Order(StringComparer.Ordinal));

    private LabelSet LabelsOf(Workload workload) => table.Labels[estate.Intent.Workloads.IndexOf(workload)];

    public ImmutableArray<Address> AddressesOf(Workload workload) => table.Addresses[estate.Intent.Workloads.IndexOf(workload)];

    /// <summary>Whether the workload's own end lets the packet through, by whatever.</summary>
    public bool EndLets(Workload workload, Direction direction, Address remote, Protocol protocol, ushort port) => workload.IsManaged
        && (oracle.Lets(workload, direction, remote, protocol.WireNumber(remote.Family), port)
            || oracle.ManagementLets(workload, direction, remote, protocol.WireNumber(remote.Family), port));

    /// <summary>Whether the policy lets the packet through the workload's own end by a peer that writes the address.</summary>
    public bool EndLetsWritten(FlowPolicy policy, Workload workload, Direction direction, Address remote, Protocol protocol, ushort port) =>
        (direction == Direction.Ingress ? policy.From : policy.To).Any(peer => !peer.SelectsWorkloads && IsWritten(peer, remote))
        && oracle.PoliciesThatLet(workload, direction, remote, protocol.WireNumber(remote.Family), port).Contains(policy);

    public ImmutableArray<Address> Remotes { get; } =
    [
        .. SmallWorld.Cidrs.Concat(SmallWorld.ManagementCidrs)
            .SelectMany(c => new[] { c.Range.From - 1, c.Range.From, c.Range.From + 1, c.Range.To - 1, c.Range.To, c.Range.To + 1 }
                .Where(v => v <= Address.Last(c.Family)).Select(v => new Address(c.Family, v)))
            .Concat(Enumerable.Range(0, 16).SelectMany(i => SmallWorld.V4Of(i).Concat(SmallWorld.V6Of(i))))
            .Concat(Enumerable.Range(0, 9).SelectMany(i => SmallWorld.ReportedBy(i).Concat(SmallWorld.MoreOf(i))))
            .Concat(SmallWorld.VirtualAddresses).Concat(SmallWorld.ControllerAddresses)
            .Append(Address.Parse("192.0.2.77")).Append(Address.Parse("10.9.0.77")).Append(Address.Parse("2001:db8::77"))
            .Distinct(),
    ];

    private bool IsWritten(Peer peer, Address remote)
    {
        var (cidrs, except) = peer is CidrPeer cidr
            ? ([cidr.Cidr], cidr.Except)
            : (estate.Intent.AddressGroupsByName[((AddressGroupPeer)peer).Name].Cidrs, estate.Intent.AddressGroupsByName[((AddressGroupPeer)peer).Name].Except);
        return cidrs.Any(c => Holds(c, remote) && c.ToString() is not ("127.0.0.0/8" or "::1/128")) && !except.Any(c => Holds(c, remote));
    }

    private static bool Holds(Cidr cidr, Address address) => cidr.Family == address.Family && cidr.Range.Contains(address.Value);
}
