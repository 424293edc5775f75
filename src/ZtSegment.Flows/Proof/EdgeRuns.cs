using System.Runtime.CompilerServices;

namespace ZtSegment.Flows.Proof;

/// <summary>Edges of one node: ascending, disjoint.</summary>
internal static class EdgeRuns
{
    /// <summary>The edges that do not end before a value; looks near the beginning first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ReadOnlySpan<DiagramEdge> From(ReadOnlySpan<DiagramEdge> edges, UInt128 value)
    {
        if (edges.IsEmpty || edges[0].To >= value)
            return edges;
        var (ended, reach) = (0, 1);
        for (; ended + reach < edges.Length && edges[ended + reach].To < value; reach *= 2)
            ended += reach;
        var end = Math.Min(ended + reach, edges.Length);
        while (end - ended > 1)
        {
            var middle = (ended + end) >>> 1;
            if (edges[middle].To < value)
                ended = middle;
            else
                end = middle;
        }

        return edges[end..];
    }

    /// <summary>Whether any value is in an edge of both.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Overlap(ReadOnlySpan<DiagramEdge> a, ReadOnlySpan<DiagramEdge> b)
    {
        while (!a.IsEmpty && !b.IsEmpty)
        {
            if (a[0].To < b[0].From)
                a = From(a, b[0].From);
            else if (b[0].To < a[0].From)
                b = From(b, a[0].From);
            else
                return true;
        }

        return false;
    }

    /// <summary>The node's own copy.</summary>
    public static DiagramEdge[] Copy(ReadOnlySpan<DiagramEdge> edges)
    {
        var copy = GC.AllocateUninitializedArray<DiagramEdge>(edges.Length);
        edges.CopyTo(copy);
        return copy;
    }
}
