using System.Collections.Immutable;
using ZtSegment.Flows;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Azure.Rendering;

/// <summary>What the workloads of one NSG may receive and send, as boxes that are merged inside each policy.</summary>
//
//   rule programs of the NSG's classes --> (owner, ports, remote) x local --by protocol--> AllowBox --RectangleMerge--> fewer
//   management section ----------------/
//
internal sealed class AllowedTraffic
{
    private static readonly IpFamily[] Families = [IpFamily.V4, IpFamily.V6];

    private static readonly Protocol[] Known = [Protocol.Tcp, Protocol.Udp, Protocol.Icmp, Protocol.Esp, Protocol.Ah];

    private readonly Compilation compilation;
    private readonly NsgPoint point;
    private readonly ILookup<Address, int> holders;
    private readonly List<AllowBox> boxes = [];
    private readonly SortedSet<string> inexpressible = new(StringComparer.Ordinal);

    private AllowedTraffic(Compilation compilation, NsgPoint point)
    {
        this.compilation = compilation;
        this.point = point;
        holders = point.Rows.SelectMany(row => compilation.Table.Addresses[row].Select(address => (address, row))).ToLookup(p => p.address, p => p.row);
    }

    /// <summary>Boxes, and the names of policies that no allow rules of an NSG can express.</summary>
    public static (ImmutableArray<AllowBox> Boxes, IReadOnlyCollection<string> Inexpressible) Of(Compilation compilation, NsgPoint point)
    {
        var traffic = new AllowedTraffic(compilation, point);
        foreach (var direction in Enum.GetValues<Direction>())
        {
            foreach (var family in Families)
            {
                traffic.AddPolicies(direction, family);
                traffic.AddManagement(direction, family);
            }
        }

        return (RectangleMerge.WithinOwners(traffic.boxes).RemoveAll(traffic.IsWithItself), traffic.inexpressible);
    }

    /// <summary>Traffic of one workload with itself comes to no NSG. An address that several workloads have is a way between them.</summary>
    private bool IsWithItself(AllowBox box) => box.Remote.Tag is null && holders[new Address(box.Family, box.Local.Intervals[0].From)].Any(row =>
        AddressSet.From(compilation.Table.Addresses[row].Except(compilation.Table.Workloads[row].VirtualAddresses))[box.Family] is var own
        && own.Contains(box.Local) && own.Contains(box.Remote.Addresses));

    private void AddPolicies(Direction direction, IpFamily family)
    {
        var entries = new List<(Owner Owner, ProtocolPorts Ports, AddressBlock Remote, IntervalSet<UInt128> Local)>();
        foreach (var rows in point.Rows.GroupBy(row => compilation.ClassOf[row].Number))
        {
            var workloads = compilation.ClassOf[rows.First()];
            var local = AddressesOf(rows, family);
            if (local.IsEmpty)
                continue;
            foreach (var rule in workloads.Program[direction].Where(r => r.Remote.ServiceTag is not null || !r.Remote.Set[family].IsEmpty))
                entries.Add((OwnerOf(rule.Policy, rows.First()), TargetPorts.At(EnforcementTarget.Nsg, family, rule.Ports), rule.Remote, local));
        }

        // Blocks are shared between programs, so that they are told apart without a look at their addresses.
        foreach (var like in entries.GroupBy(e => (e.Owner, e.Ports, e.Remote)))
        {
            var remote = like.Key.Remote.ServiceTag is { } tag ? new RemoteSide(default, tag) : new RemoteSide(like.Key.Remote.Set[family], null);
            Add(direction, family, like.Key.Owner, like.Key.Ports, remote, Union(like.Select(e => e.Local)));
        }
    }

    /// <summary>For workloads with a Linux host beside the NSG: what manages the host must reach it through both.</summary>
    private void AddManagement(Direction direction, IpFamily family)
    {
        var local = AddressesOf(point.Rows.Where(row => compilation.Table.Workloads[row].LinuxHost is not null), family);
        if (local.IsEmpty)
            return;
        var management = compilation.Intent.Management;
        if (direction == Direction.Egress)
        {
            if (management.Controller is { } controller)
                AddRemote(Owner.Controller, ProtocolPorts.Of(controller.Protocol, PortSet.Of(controller.Port)), AddressSet.From(controller.Addresses));
            return;
        }

        foreach (var access in management.Access)
            AddRemote(Owner.Access, PortResolver.Split(compilation.Intent, access.Ports).Literal, AddressSet.From(access.From));

        void AddRemote(Owner owner, ProtocolPorts ports, AddressSet remote)
        {
            if (!remote[family].IsEmpty)
                Add(direction, family, owner, TargetPorts.At(EnforcementTarget.Nsg, family, ports), new RemoteSide(remote[family], null), local);
        }
    }

    private void Add(Direction direction, IpFamily family, Owner owner, ProtocolPorts ports, RemoteSide remote, IntervalSet<UInt128> local)
    {
        if (ports.IsAny)
        {
            boxes.Add(new AllowBox(direction, family, local, remote, null, PortSet.Full, [owner]));
            return;
        }

        if (ports.Rest)
            inexpressible.Add(owner.Policy);
        foreach (var (protocol, set) in ports.Rest ? [] : ports.Listed)
        {
            if (Known.Contains(protocol))
                boxes.Add(new AllowBox(direction, family, local, remote, protocol, set, [owner]));
            else
                inexpressible.Add(owner.Policy);
        }
    }

    private Owner OwnerOf(FlowPolicy policy, int row) => new(
        policy.Name, string.Join('\n', policy.SameLabels.Distinct().Order(StringComparer.Ordinal).Select(key => compilation.Table.Labels[row][key])));

    private IntervalSet<UInt128> AddressesOf(IEnumerable<int> rows, IpFamily family) =>
        AddressSet.From(rows.SelectMany(row => compilation.Table.Addresses[row]).Where(a => a.Family == family))[family];

    private static IntervalSet<UInt128> Union(IEnumerable<IntervalSet<UInt128>> sets) =>
        IntervalSet<UInt128>.From(sets.SelectMany(s => s.ToImmutableArray()));
}
