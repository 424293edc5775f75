using ZtSegment.Flows.Graph;

namespace ZtSegment.Flows.Tests.Graph;

internal static class FlowWords
{
    public static string Of(FlowEdge edge) => $"{edge.Source} -> {edge.Destination} {edge.ProtocolWord} {edge.Ports} by {PacketOracle.Word(edge)}";
}
