namespace ZtSegment.Flows.Graph;

/// <summary>Writes the flow graph for Graphviz: sources left, destinations right, what lies outside the estate in a box of its own.</summary>
public static class FlowDot
{
    public static void Write(IEnumerable<FlowEdge> edges, TextWriter output)
    {
        var drawn = DrawnEdge.Of(edges).ToList();
        var nodes = GraphNodes.Of(drawn);
        output.Write("digraph flows {\n  rankdir=LR;\n  node [fontname=\"sans-serif\", fontsize=11, shape=box, style=\"rounded,filled\", fillcolor=white];\n");
        output.Write("  edge [fontname=\"sans-serif\", fontsize=9];\n");
        foreach (var group in nodes.GroupBy(n => n.IsOutside))
        {
            if (group.Key)
                output.Write("  subgraph cluster_outside {\n    label=\"outside the estate\"; fontname=\"sans-serif\"; style=dashed; color=gray50;\n");
            foreach (var node in group)
                output.Write($"{(group.Key ? "    " : "  ")}{node.Id} [label={Quoted(node.Label)}{StyleOf(node.Endpoint.Kind)}];\n");
            if (group.Key)
                output.Write("  }\n");
        }

        var ids = nodes.ToDictionary(n => n.Endpoint, n => n.Id);
        foreach (var edge in drawn)
        {
            output.Write(
                $"  {ids[edge.Source]} -> {ids[edge.Destination]} [label={Quoted(string.Join('\n', edge.Services))}, "
                + $"tooltip={Quoted(string.Join('\n', edge.Policies.Select(p => $"{p.Name} {p.Position.File}:{p.Position.Line}").DefaultIfEmpty("management")))}{StyleOf(edge)}];\n");
        }

        output.Write("}\n");
    }

    private static string StyleOf(EndpointKind kind) => kind switch
    {
        EndpointKind.Segment => ", fillcolor=\"#dcebfa\"",
        EndpointKind.Workload => ", fillcolor=\"#e6f4ea\"",
        EndpointKind.Selector => ", style=\"rounded,filled,dashed\"",
        _ => ", shape=ellipse, style=filled, fillcolor=\"#f3f3f3\"",
    };

    private static string StyleOf(DrawnEdge edge) => edge switch
    {
        { IsComposed: true } => ", color=red, fontcolor=red, style=dashed",
        { IsManagement: true } => ", color=gray50, fontcolor=gray50, style=dotted",
        _ => "",
    };

    /// <summary>A double-quoted string of the DOT language: only the quote and the backslash need escapes.</summary>
    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n")}\"";
}
