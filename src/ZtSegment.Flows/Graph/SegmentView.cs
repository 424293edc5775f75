using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows.Graph;

/// <summary>The flow graph by segment: an edge from each peer of <c>from</c> to each peer of <c>to</c>, as the live policies are written.</summary>
/// <remarks>
/// A selector equal to a Segment's is that segment (the lowest name of several); named ports are all that they resolve to on any destination.
/// Nothing passes between two address peers, nor from a workload to itself. A composed edge runs from the <c>from</c> of the policy that lets
/// out to the <c>to</c> of the one that lets in. Management reaches every Linux workload: the selector <c>{}</c> stands for them.
/// </remarks>
internal sealed class SegmentView
{
    private readonly Compilation compilation;
    private readonly Dictionary<string, Endpoint> bySelector = new(StringComparer.Ordinal);
    private readonly Dictionary<Ends, List<PolicyPart>> parts = [];
    private readonly Dictionary<Endpoint, int[]> members = [];
    private readonly Dictionary<(Endpoint, Direction), EndModes> modes = [];
    private readonly List<FlowEdge> edges = [];

    private SegmentView(Compilation compilation)
    {
        this.compilation = compilation;
        foreach (var segment in compilation.Intent.Segments)
            bySelector.TryAdd(segment.Selector.Canonical, new Endpoint(EndpointKind.Segment, segment.Name, []));
    }

    public static IReadOnlyList<FlowEdge> Of(Compilation compilation)
    {
        var view = new SegmentView(compilation);
        foreach (var policy in compilation.Policies)
            view.AddParts(policy);
        view.AddPolicies();
        view.AddComposed();
        view.AddManagement();
        view.edges.Sort(FlowEdge.Order);
        return view.edges;
    }

    private void AddParts(CompiledPolicy policy)
    {
        var index = compilation.Intent.IndexOf(policy.Policy);
        foreach (var to in policy.To)
        {
            var ports = PortsAt(policy, to);
            foreach (var from in policy.From.Where(from => !ports.IsEmpty && CanPass(from, to)))
            {
                var ends = new Ends(EndpointOf(from), EndpointOf(to));
                if (!parts.TryGetValue(ends, out var list))
                    parts[ends] = list = [];
                if (list.Count > 0 && list[^1].Policy == index)
                    list[^1] = list[^1] with { Ports = list[^1].Ports.Union(ports) };
                else
                    list.Add(new PolicyPart(index, ports));
            }
        }
    }

    /// <summary>The literal ports, and all that the names come to on any workload that the peer names, whatever its posture.</summary>
    private ProtocolPorts PortsAt(CompiledPolicy policy, BoundPeer to)
    {
        var ports = policy.Ports.Literal;
        foreach (var name in policy.Ports.Names)
        {
            var numbers = new HashSet<int>();
            foreach (var row in members.GetValueOrDefault(EndpointOf(to)) ?? [])
            {
                if (numbers.Add(compilation.PortNames.NumberOf(row, name)) && compilation.PortNames.Resolve(row, name) is { } port)
                    ports = ports.Union(ProtocolPorts.Of(port.Protocol, PortSet.Of(port.Port)));
            }
        }

        return ports;
    }

    private static bool CanPass(BoundPeer from, BoundPeer to) =>
        (from.Atom is not null || to.Atom is not null)
        && !(from.Written is WorkloadPeer source && to.Written is WorkloadPeer destination && source.Name == destination.Name);

    private void AddPolicies()
    {
        foreach (var ((source, destination), list) in parts)
        {
            foreach (var region in PolicyParts.Regions(list))
                Add(source, destination, region.Ports, [.. region.Policies.Select(p => compilation.Intent.Policies[p])]);
        }
    }

    private void AddComposed()
    {
        var byEnds = ComposedFlows.Of(compilation)
            .GroupBy(f => (Ends: new Ends(EndpointOf(f.From), EndpointOf(f.To)), Policies: string.CompareOrdinal(f.Leaving.Policy.Name, f.Entering.Policy.Name) < 0
                ? (f.Leaving, f.Entering)
                : (f.Entering, f.Leaving)));
        foreach (var flows in byEnds)
        {
            var ports = flows.Aggregate(ProtocolPorts.Empty, (all, flow) => all.Union(flow.Ports));
            var (first, second) = flows.Key.Policies;
            Add(flows.Key.Ends.Source, flows.Key.Ends.Destination, ports, [first.Policy, second.Policy], isComposed: true);
        }
    }

    private void AddManagement()
    {
        if (!compilation.Table.Workloads.Any(w => w.LinuxHost is not null))
            return;
        var management = compilation.Intent.Management;
        var hosts = EndpointOf(Selector.Everything);
        var (leaving, entering) = (LinuxModes(Direction.Egress), LinuxModes(Direction.Ingress));
        foreach (var source in management.Access.SelectMany(a => a.From).Distinct())
        {
            var ports = management.Access.Where(a => a.From.Contains(source))
                .Aggregate(ProtocolPorts.Empty, (all, access) => all.Union(PortResolver.Split(compilation.Intent, access.Ports).Literal));
            AddServices(Endpoint.OfCidr(source), EndModes.Addresses, hosts, entering, ports);
        }

        if (management.Controller is not { } controller)
            return;
        foreach (var host in controller.Addresses.Select(a => new Cidr(a, Address.Bits(a.Family))).Distinct())
            AddServices(hosts, leaving, Endpoint.OfCidr(host), EndModes.Addresses, ProtocolPorts.Of(controller.Protocol, PortSet.Of(controller.Port)));

        void AddServices(Endpoint source, EndModes sourceModes, Endpoint destination, EndModes destinationModes, ProtocolPorts ports) => edges.AddRange(
            FlowService.Of(ports, [], isComposed: false, isManagement: true).Select(s => s.Between(source, sourceModes, destination, destinationModes)));
    }

    private EndModes LinuxModes(Direction direction) =>
        compilation.LinuxRows.Aggregate(EndModes.Addresses, (all, row) => all + EndModes.Of(compilation, row, direction));

    private void Add(Endpoint source, Endpoint destination, ProtocolPorts ports, ImmutableArray<FlowPolicy> policies, bool isComposed = false)
    {
        foreach (var service in FlowService.Of(ports, policies, isComposed, isManagement: false))
            edges.Add(service.Between(source, ModesOf(source, Direction.Egress), destination, ModesOf(destination, Direction.Ingress)));
    }

    private Endpoint EndpointOf(BoundPeer peer)
    {
        if (peer.Written is SelectorPeer selector)
            return EndpointOf(selector.Selector);
        var endpoint = Endpoint.Of(peer.Written);
        members.TryAdd(endpoint, peer.Written switch
        {
            SegmentPeer segment => compilation.Binder.Select(compilation.Intent.SegmentsByName[segment.Name].Selector),
            WorkloadPeer workload => [compilation.Binder.RowOf(workload.Name)],
            _ => [],
        });
        return endpoint;
    }

    private Endpoint EndpointOf(Selector selector)
    {
        var endpoint = bySelector.TryGetValue(selector.Canonical, out var segment) ? segment : Endpoint.OfSelector(selector);
        members.TryAdd(endpoint, compilation.Binder.Select(selector));
        return endpoint;
    }

    private EndModes ModesOf(Endpoint endpoint, Direction direction)
    {
        if (!members.TryGetValue(endpoint, out var rows))
            return EndModes.Addresses;
        if (!modes.TryGetValue((endpoint, direction), out var known))
            modes[(endpoint, direction)] = known = rows.Aggregate(EndModes.Addresses, (all, row) => all + EndModes.Of(compilation, row, direction));
        return known;
    }

    private readonly record struct Ends(Endpoint Source, Endpoint Destination);
}
