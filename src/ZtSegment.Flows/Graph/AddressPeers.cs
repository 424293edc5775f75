using System.Collections.Immutable;
using ZtSegment.Flows.Guardrails;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Flows.Graph;

/// <summary>
/// CIDR and group peers as written, with the managed workloads at the other side of their policy: one edge per policy, peer and workload,
/// where they share a family.
/// </summary>
internal sealed class AddressPeers
{
    private static readonly IpFamily[] Families = [IpFamily.V4, IpFamily.V6];

    private readonly Compilation compilation;
    private readonly WorkloadTable table;
    private readonly WorkloadKinds kinds;
    private readonly ManagementPorts management;
    private readonly List<(CompiledPolicy Policy, BoundPeer Peer)>?[] leaving;
    private readonly ILookup<(int Row, Direction), GuardrailCut> cuts;

    public AddressPeers(Compilation compilation, WorkloadKinds kinds)
    {
        this.compilation = compilation;
        this.kinds = kinds;
        table = compilation.Table;
        management = new ManagementPorts(compilation);
        cuts = compilation.Cuts.SelectMany(cut => cut.Rows.Select(row => (Key: (row, cut.Direction), cut))).ToLookup(c => c.Key, c => c.cut);
        leaving = new List<(CompiledPolicy, BoundPeer)>?[table.Workloads.Length];
        foreach (var (policy, peer, row) in Selected(Direction.Egress))
            (leaving[row] ??= []).Add((policy, peer));
    }

    /// <summary>Everything that comes in from such peers, in order.</summary>
    public IEnumerable<(Endpoint Source, int Row, FlowService Service)> Entering()
    {
        var found = new List<(Endpoint Source, int Row, FlowService Service)>();
        foreach (var (policy, peer, row) in Selected(Direction.Ingress))
        {
            var ports = compilation.PortNames.Resolve(row, policy.Ports);
            found.AddRange(Services(peer, row, ports, policy, Direction.Ingress).Select(service => (Endpoint.Of(peer.Written), row, service)));
        }

        foreach (var source in compilation.Intent.Management.Access.SelectMany(a => a.From).Distinct())
        {
            foreach (var row in LinuxRows)
                found.AddRange(Services(source, row, AccessPorts(source, row)).Select(service => (Endpoint.OfCidr(source), row, service)));
        }

        found.Sort(static (a, b) =>
        {
            var order = a.Source.CompareTo(b.Source);
            if (order == 0)
                order = a.Row.CompareTo(b.Row);
            return order != 0 ? order : FlowService.Compare(a.Service, b.Service);
        });
        return found;
    }

    /// <summary>Everything that a workload may send to such peers, in order.</summary>
    public IEnumerable<(Endpoint Destination, FlowService Service)> Leaving(int row)
    {
        var found = new List<(Endpoint Destination, FlowService Service)>();
        foreach (var (policy, peer) in leaving[row] ?? [])
            found.AddRange(Services(peer, row, policy.Ports.Literal, policy, Direction.Egress).Select(service => (Endpoint.Of(peer.Written), service)));
        if (compilation.Intent.Management.Controller is { } controller && table.Workloads[row].LinuxHost is not null)
        {
            var ports = ProtocolPorts.Of(controller.Protocol, PortSet.Of(controller.Port));
            foreach (var host in controller.Addresses.Select(a => new Cidr(a, Address.Bits(a.Family))).Distinct())
                found.AddRange(Services(host, row, ports).Select(service => (Endpoint.OfCidr(host), service)));
        }

        found.Sort(static (a, b) =>
        {
            var order = a.Destination.CompareTo(b.Destination);
            return order != 0 ? order : FlowService.Compare(a.Service, b.Service);
        });
        return found;
    }

    private IEnumerable<int> LinuxRows =>
        Enumerable.Range(0, table.Workloads.Length).Where(row => table.Workloads[row].LinuxHost is not null);

    /// <summary>Each policy with each of its address peers at the far end, as written once, and each managed workload that it selects here.</summary>
    private IEnumerable<(CompiledPolicy Policy, BoundPeer Peer, int Row)> Selected(Direction direction) =>
        from policy in compilation.Policies
        let addresses = policy.Peers(direction == Direction.Ingress ? Direction.Egress : Direction.Ingress)
            .Where(p => p.Nets is not null).DistinctBy(p => Endpoint.Of(p.Written)).ToArray()
        where addresses.Length > 0
        from row in policy.Peers(direction).Select(p => p.Atom).OfType<Atom>().Distinct().SelectMany(a => a.Members.ToArray()).Distinct()
        where table.Workloads[row].IsManaged
        from peer in addresses
        select (policy, peer, row);

    private ProtocolPorts AccessPorts(Cidr source, int row) => compilation.Intent.Management.Access
        .Where(a => a.From.Contains(source))
        .Aggregate(ProtocolPorts.Empty, (all, access) => all.Union(management.AccessPorts(access, row)));

    private IEnumerable<FlowService> Services(BoundPeer peer, int row, ProtocolPorts ports, CompiledPolicy policy, Direction direction)
    {
        var passing = Families.Where(f => Meets(peer, row, f))
            .Aggregate(ProtocolPorts.Empty, (all, f) => all.Union(WithoutCuts(peer, row, direction, f, AtTarget(row, f, ports))));
        return new FlowPart(passing, [policy.Policy], IsComposed: false, IsManagement: false).Services();
    }

    /// <summary>The ports on which something of the peer is left after what facts let break a guardrail is left out.</summary>
    private ProtocolPorts WithoutCuts(BoundPeer peer, int row, Direction direction, IpFamily family, ProtocolPorts ports)
    {
        if (!cuts.Contains((row, direction)) || peer.Nets!.Set[family].IsEmpty)
            return ports;
        var boxes = new List<AddressBox> { new(Others(peer.Nets.Set, row, family), ports) };
        foreach (var cut in cuts[(row, direction)])
            boxes = AddressBox.Subtract(boxes, cut.Remote[family], cut.Ports);
        return boxes.Aggregate(ProtocolPorts.Empty, (all, box) => all.Union(box.Ports));
    }

    private IEnumerable<FlowService> Services(Cidr peer, int row, ProtocolPorts ports) => FlowService.Of(
        HasOther(AddressSet.From([peer]), row, peer.Family) ? AtTarget(row, peer.Family, ports) : ProtocolPorts.Empty,
        [], isComposed: false, isManagement: true);

    /// <summary>A service tag holds addresses of either family, and an NSG goes by it; elsewhere the prefixes count.</summary>
    private bool Meets(BoundPeer peer, int row, IpFamily family) =>
        HasOther(peer.Nets!.Set, row, family)
        || (kinds.OfRow[row].Target == EnforcementTarget.Nsg && HasFamily(row, family)
            && peer.Written is AddressGroupPeer group && compilation.Intent.AddressGroupsByName[group.Name].ServiceTag is not null);

    /// <summary>Whether the addresses hold one that a first packet from or to the workload can have at its other end.</summary>
    private bool HasOther(AddressSet addresses, int row, IpFamily family) =>
        HasFamily(row, family) && !Others(addresses, row, family).IsEmpty;

    private IntervalSet<UInt128> Others(AddressSet addresses, int row, IpFamily family) =>
        addresses[family].Subtract(AddressSet.OutsidePacketSpace[family]).Subtract(AddressSet.From(table.Addresses[row])[family]);

    private bool HasFamily(int row, IpFamily family) => table.Addresses[row].Any(a => a.Family == family);

    private ProtocolPorts AtTarget(int row, IpFamily family, ProtocolPorts ports) =>
        TargetPorts.At(kinds.OfRow[row].Target!.Value, family, ports);
}
