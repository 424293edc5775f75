namespace ZtSegment.Flows.Graph;

/// <summary>The declared flows: segments, workloads and address groups as nodes, allowed flows as edges, each with its policies.</summary>
//
//   Compilation --> WorkloadKinds --> KindFlows ------+--> by workload: pairs, and address peers as written
//                        |                            |
//                        +--> ComposedFlows ----------+--> by segment: policies as written, and composed edges
//
public static class FlowGraph
{
    /// <summary>Exact to the packet, in order, made as it is read: a large estate has more pairs than memory.</summary>
    public static IEnumerable<FlowEdge> ByWorkload(Compilation compilation) => WorkloadView.Of(compilation);

    /// <summary>The edges of one workload after the other, by row: its flows in and out, as <see cref="ByWorkload"/> has them. One thread at a time.</summary>
    public static Func<int, IReadOnlyList<FlowEdge>> OfWorkloads(Compilation compilation) => WorkloadView.ByRow(compilation);

    /// <summary>As the policies are written, not by membership; in order.</summary>
    public static IReadOnlyList<FlowEdge> BySegment(Compilation compilation) => SegmentView.Of(compilation);
}
