using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows.Graph;

/// <summary>The flow graph by workload: pairs of workloads, and CIDR and group peers as written, one edge at a time in order.</summary>
/// <remarks>
/// A pair with at least one managed end is there if every managed end lets some packet between any of their addresses pass; pairs of two
/// unmanaged ends, and a workload with itself, are not. Modes change nothing.
/// </remarks>
internal sealed class WorkloadView
{
    private readonly Compilation compilation;
    private readonly WorkloadKinds kinds;
    private readonly KindFlows flows;
    private readonly KindReach reach;
    private readonly AddressPeers peers;
    private readonly Dictionary<WorkloadKind, List<(WorkloadKind Kind, ImmutableArray<FlowService> Services)>> reached = [];
    private readonly Endpoint[] endpoints;

    private readonly Lazy<ILookup<int, (Endpoint Source, FlowService Service)>> entering;

    private WorkloadView(Compilation compilation)
    {
        this.compilation = compilation;
        kinds = new WorkloadKinds(compilation);
        flows = new KindFlows(compilation);
        reach = new KindReach(compilation, kinds);
        peers = new AddressPeers(compilation, kinds);
        endpoints = [.. compilation.Table.Workloads.Select(w => Endpoint.OfWorkload(w.Name))];
        entering = new(() => peers.Entering().ToLookup(e => e.Row, e => (e.Source, e.Service)));
    }

    /// <summary>Sorted by <see cref="FlowEdge.Order"/>; made as it is read, since a large estate has more pairs than memory.</summary>
    public static IEnumerable<FlowEdge> Of(Compilation compilation) => new WorkloadView(compilation).Edges();

    /// <summary>For those who ask for one workload after the other: the edges of a row, in and out, in order. One thread at a time.</summary>
    public static Func<int, IReadOnlyList<FlowEdge>> ByRow(Compilation compilation) => new WorkloadView(compilation).EdgesOf;

    private List<FlowEdge> EdgesOf(int row)
    {
        var modes = Modes(row, Direction.Ingress);
        List<FlowEdge> edges =
        [
            .. entering.Value[row].Select(e => e.Service.Between(e.Source, EndModes.Addresses, endpoints[row], modes)),
            .. from kind in kinds.Kinds
               where reach.From(kind).Contains(kinds.OfRow[row])
               let services = flows.Between(kind, kinds.OfRow[row])
               from source in kind.Rows
               where source != row
               from service in services
               select service.Between(endpoints[source], Modes(source, Direction.Egress), endpoints[row], modes),
            .. EdgesFrom(row),
        ];
        edges.Sort(FlowEdge.Order);
        return edges;
    }

    private IEnumerable<FlowEdge> Edges()
    {
        foreach (var (endpoint, row, service) in peers.Entering())
            yield return service.Between(endpoint, EndModes.Addresses, endpoints[row], Modes(row, Direction.Ingress));
        for (var row = 0; row < endpoints.Length; row++)
        {
            foreach (var edge in EdgesFrom(row))
                yield return edge;
        }
    }

    private IEnumerable<FlowEdge> EdgesFrom(int row)
    {
        var modes = Modes(row, Direction.Egress);
        foreach (var (endpoint, service) in peers.Leaving(row))
            yield return service.Between(endpoints[row], modes, endpoint, EndModes.Addresses);
        foreach (var (destination, services) in Destinations(row))
        {
            foreach (var service in services)
                yield return service.Between(endpoints[row], modes, endpoints[destination], Modes(destination, Direction.Ingress));
        }
    }

    private List<(int Row, ImmutableArray<FlowService> Services)> Destinations(int row)
    {
        var found = new List<(int Row, ImmutableArray<FlowService> Services)>();
        foreach (var (kind, services) in Reached(kinds.OfRow[row]))
        {
            foreach (var destination in kind.Rows)
            {
                if (destination != row)
                    found.Add((destination, services));
            }
        }

        found.Sort(static (a, b) => a.Row.CompareTo(b.Row));
        return found;
    }

    private List<(WorkloadKind Kind, ImmutableArray<FlowService> Services)> Reached(WorkloadKind source)
    {
        if (!reached.TryGetValue(source, out var known))
        {
            reached[source] = known = [.. reach.From(source)
                .Select(destination => (destination, flows.Between(source, destination)))
                .Where(pair => !pair.Item2.IsEmpty)];
        }

        return known;
    }

    private EndModes Modes(int row, Direction direction) => EndModes.Of(compilation, row, direction);
}
