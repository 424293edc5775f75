using System.Collections.Immutable;
using ZtSegment.Cluster.Contracts;
using ZtSegment.Flows.Graph;

namespace ZtSegment.Cluster.View;

/// <summary>The flow graph of one snapshot, for grains that each ask for a part of it.</summary>
internal sealed class SnapshotFlows(EstateSnapshot estate)
{
    private readonly Lock gate = new();
    private readonly Func<int, IReadOnlyList<FlowEdge>> ofRow = FlowGraph.OfWorkloads(estate.Compilation);
    private readonly Lazy<ILookup<Endpoint, FlowEdge>> bySegment = new(() => FlowGraph.BySegment(estate.Compilation)
        .SelectMany(edge => new[] { edge.Source, edge.Destination }.Distinct().Select(end => (end, edge)))
        .ToLookup(e => e.end, e => e.edge));

    public AllowedFlows? OfWorkload(string workload)
    {
        if (estate.Compilation.Table.FindRow(workload) is not { } row)
            return null;
        lock (gate)
            return Of([workload], ofRow(row));
    }

    public AllowedFlows? OfSegment(string segment)
    {
        var intent = estate.Compilation.Intent;
        if (!intent.SegmentsByName.TryGetValue(segment, out var declared))
            return null;
        var drawnAs = intent.Segments.First(s => s.Selector.Canonical == declared.Selector.Canonical).Name;
        return Of(
            [.. estate.Compilation.Binder.Select(declared.Selector).Select(row => estate.Compilation.Table.Workloads[row].Name)],
            bySegment.Value[new Endpoint(EndpointKind.Segment, drawnAs, [])]);
    }

    private AllowedFlows Of(ImmutableArray<string> members, IEnumerable<FlowEdge> edges) => new(estate.Stamp, members, [.. edges.Select(FlowJson.Entry)]);
}
