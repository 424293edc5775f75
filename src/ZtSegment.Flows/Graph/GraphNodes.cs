namespace ZtSegment.Flows.Graph;

/// <summary>One node of a drawing.</summary>
/// <param name="Id">A letter and a number: safe in every language of drawings.</param>
internal sealed record GraphNode(string Id, Endpoint Endpoint)
{
    public bool IsOutside => Endpoint.Kind is EndpointKind.AddressGroup or EndpointKind.Cidr;

    public string Label => Endpoint.Except.IsEmpty ? Endpoint.Name : $"{Endpoint.Name}\nexcept {string.Join("\n", Endpoint.Except)}";
}

internal static class GraphNodes
{
    /// <summary>Every end once, in order.</summary>
    public static List<GraphNode> Of(IEnumerable<DrawnEdge> edges) =>
    [
        .. edges.SelectMany(e => (Endpoint[])[e.Source, e.Destination]).Distinct().Order().Select((endpoint, i) => new GraphNode($"n{i + 1}", endpoint)),
    ];
}
