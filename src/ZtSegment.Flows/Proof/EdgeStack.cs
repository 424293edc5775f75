using System.Runtime.CompilerServices;

namespace ZtSegment.Flows.Proof;

/// <summary>Edges of the nodes that are being built, one node's above another's: building a node makes no garbage.</summary>
internal sealed class EdgeStack
{
    private DiagramEdge[] edges = new DiagramEdge[256];

    public int Count { get; private set; }

    /// <summary>Adds an edge to the node whose edges begin at <paramref name="start"/>: in ascending order; neighbours with the same child become one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    /// <summary>Adds what a run of edges has from one value on, and before another.</summary>
    /// <param name="edges">None ends before <paramref name="from"/>.</param>
    /// <param name="before">Null: to the end.</param>
    public void PushRun(int start, ReadOnlySpan<DiagramEdge> edges, UInt128 from, UInt128? before = null)
    {
        if (edges.IsEmpty)
            return;
        var whole = before is { } bound ? edges.Length - EdgeRuns.From(edges, bound).Length : edges.Length;
        if (whole > 0)
        {
            Push(start, UInt128.Max(edges[0].From, from), edges[0].To, edges[0].Child);
            PushWhole(edges[1..whole]);
        }

        if (before is { } end && whole < edges.Length && edges[whole].From < end)
            Push(start, UInt128.Max(edges[whole].From, from), end - 1, edges[whole].Child);
    }

    /// <summary>Neighbours of one node never lead to the same child.</summary>
    private void PushWhole(ReadOnlySpan<DiagramEdge> run)
    {
        while (edges.Length - Count < run.Length)
            Array.Resize(ref edges, edges.Length * 2);
        run.CopyTo(edges.AsSpan(Count));
        Count += run.Length;
    }

    /// <summary>Takes the edges from <paramref name="start"/> on away; valid until the next push.</summary>
    public ReadOnlySpan<DiagramEdge> Pop(int start)
    {
        var popped = edges.AsSpan(start, Count - start);
        Count = start;
        return popped;
    }
}
