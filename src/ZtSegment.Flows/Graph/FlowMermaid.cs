namespace ZtSegment.Flows.Graph;

/// <summary>Writes the flow graph as a Mermaid flowchart, which forges show in Markdown.</summary>
public static class FlowMermaid
{
    public static void Write(IEnumerable<FlowEdge> edges, TextWriter output)
    {
        var drawn = DrawnEdge.Of(edges).ToList();
        var nodes = GraphNodes.Of(drawn);
        output.Write("flowchart LR\n");
        foreach (var group in nodes.GroupBy(n => n.IsOutside))
        {
            if (group.Key)
                output.Write("  subgraph outside [\"outside the estate\"]\n");
            foreach (var node in group)
                output.Write(group.Key ? $"    {node.Id}([{Quoted(node.Label)}])\n" : $"  {node.Id}[{Quoted(node.Label)}]\n");
            if (group.Key)
                output.Write("  end\n");
        }

        var ids = nodes.ToDictionary(n => n.Endpoint, n => n.Id);
        foreach (var edge in drawn)
            output.Write($"  {ids[edge.Source]} {(edge.IsComposed || edge.IsManagement ? "-.->" : "-->")}|{Quoted(string.Join('\n', edge.Services))}| {ids[edge.Destination]}\n");
        WriteStyle(drawn, e => e.IsComposed, "stroke:#c62828,color:#c62828", output);
        WriteStyle(drawn, e => e.IsManagement, "stroke:#888888,color:#888888", output);
    }

    private static void WriteStyle(List<DrawnEdge> drawn, Predicate<DrawnEdge> isMeant, string style, TextWriter output)
    {
        var numbers = Enumerable.Range(0, drawn.Count).Where(i => isMeant(drawn[i])).ToList();
        if (numbers.Count > 0)
            output.Write($"  linkStyle {string.Join(',', numbers)} {style}\n");
    }

    /// <summary>Inside quotes Mermaid reads HTML entities, written with <c>#</c> for <c>&amp;</c>, and <c>&lt;br/&gt;</c>.</summary>
    private static string Quoted(string text) =>
        $"\"{text.Replace("#", "#35;").Replace("\"", "#quot;").Replace("<", "#lt;").Replace(">", "#gt;").Replace("\n", "<br/>")}\"";
}
