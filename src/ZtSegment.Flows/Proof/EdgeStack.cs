namespace ZtSegment.Flows.Proof;

/// <summary>Edges of the nodes that are being built, one node's above another's: building a node makes no garbage.</summary>
internal sealed class EdgeStack
{
    private DiagramEdge[] edges = new DiagramEdge[256];

    public int Count { get; private set; }

    /// <summary>Adds an edge to the node whose edges begin at <paramref name="start"/>: in ascending order; neighbours with the same child become one.</summary>
    public void Push(int start, UInt128 from, UInt128 to, int child)
    {
        if (Count > start && edges[Count - 1].Child == child && edges[Count - 1].To + 1 == from)
        {
            edges[Count - 1] = edges[Count - 1] with { To = to };
            return;
        }

        if (Count == edges.Length)
            Array.Resize(ref edges, Count * 2);
        edges[Count++] = new DiagramEdge(from, to, child);
    }

    /// <summary>Takes the edges from <paramref name="start"/> on away; valid until the next push.</summary>
    public ReadOnlySpan<DiagramEdge> Pop(int start)
    {
        var popped = edges.AsSpan(start, Count - start);
        Count = start;
        return popped;
    }
}
