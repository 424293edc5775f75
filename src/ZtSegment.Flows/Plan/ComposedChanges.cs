using ZtSegment.Flows.Graph;
using ZtSegment.Language;

namespace ZtSegment.Flows.Plan;

/// <summary>The composed flows of one side of a plan that are not composed on the other, by segment.</summary>
internal static class ComposedChanges
{
    /// <summary>In the order of the flow graph.</summary>
    public static IEnumerable<FlowEdge> OnlyIn(PlanSide own, PlanSide other)
    {
        var there = other.Composed.GroupBy(flow => Ends(other, flow)).ToDictionary(same => same.Key, Ports);
        var edges =
            from flow in own.Composed
            group flow by (Ends: Ends(own, flow), Leaving: flow.Leaving.Policy, Entering: flow.Entering.Policy) into same
            let left = Ports(same).Subtract(there.GetValueOrDefault(same.Key.Ends, ProtocolPorts.Empty))
            where !left.IsEmpty
            let part = new FlowPart(left, [.. new[] { same.Key.Leaving, same.Key.Entering }.OrderBy(p => p.Name, StringComparer.Ordinal)], IsComposed: true, IsManagement: false)
            from service in FlowPart.InOrder([part])
            select service.Between(
                own.Peers.EndpointOf(same.First().From.Written), EndModes.Addresses, own.Peers.EndpointOf(same.First().To.Written), EndModes.Addresses);
        return edges.Order(FlowEdge.Order);
    }

    private static (string From, string To) Ends(PlanSide side, ComposedFlow flow) => (side.Peers.MeaningOf(flow.From.Written), side.Peers.MeaningOf(flow.To.Written));

    private static ProtocolPorts Ports(IEnumerable<ComposedFlow> flows) => flows.Aggregate(ProtocolPorts.Empty, (all, flow) => all.Union(flow.Ports));
}
