using System.Runtime.CompilerServices;

namespace ZtSegment.Flows.Proof;

/// <summary>Operations on two sets of one store.</summary>
public sealed partial class IntervalDiagram
{
    public int Union(int left, int right)
    {
        if (left == right || right == Empty)
            return left;
        if (left == Empty)
            return right;
        if (left == All || right == All)
            return All;
        return left < right ? Apply(Operation.Union, left, right) : Apply(Operation.Union, right, left);
    }

    public int Intersect(int left, int right)
    {
        if (left == right || right == All)
            return left;
        if (left == All)
            return right;
        if (left == Empty || right == Empty)
            return Empty;
        return left < right ? Apply(Operation.Intersect, left, right) : Apply(Operation.Intersect, right, left);
    }

    /// <summary>What is in <paramref name="left"/> and not in <paramref name="right"/>.</summary>
    public int Subtract(int left, int right)
    {
        if (left == right || left == Empty || right == All)
            return Empty;
        return right == Empty ? left : Apply(Operation.Subtract, left, right);
    }

    public int Complement(int node) => Subtract(All, node);

    private int Of(Operation operation, int left, int right) => operation switch
    {
        Operation.Union => Union(left, right),
        Operation.Intersect => Intersect(left, right),
        _ => Subtract(left, right),
    };

    private int Apply(Operation operation, int left, int right)
    {
        if (memo.TryGet((int)operation, left, right, out var known))
            return known;
        var level = Math.Min(LevelOf(left), LevelOf(right));
        var largest = maxima[level];
        var (wholeLeft, wholeRight) = (new DiagramEdge(0, largest, left), new DiagramEdge(0, largest, right));
        var a = EdgesOf(left, level, in wholeLeft);
        var b = EdgesOf(right, level, in wholeRight);
        var result = operation == Operation.Union || EdgeRuns.Overlap(a, b) ? Combine(operation, level, a, b)
            : operation == Operation.Subtract ? left
            : Empty;
        memo.Add((int)operation, left, right, result);
        return result;
    }

    /// <summary>Stretches where both have an edge are worked out; where one has none, the other's are taken over or left out as they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Combine(Operation operation, int level, ReadOnlySpan<DiagramEdge> a, ReadOnlySpan<DiagramEdge> b)
    {
        var largest = maxima[level];
        var start = stack.Count;
        var last = (Left: Empty, Right: Empty, Child: Empty);
        UInt128 from = 0;
        while (true)
        {
            a = EdgeRuns.From(a, from);
            b = EdgeRuns.From(b, from);
            if (a.IsEmpty || b.IsEmpty)
            {
                if (operation != Operation.Intersect)
                    stack.PushRun(start, a, from);
                if (operation == Operation.Union)
                    stack.PushRun(start, b, from);
                break;
            }

            var (ofA, ofB) = (UInt128.Max(a[0].From, from), UInt128.Max(b[0].From, from));
            if (ofA != ofB)
            {
                from = UInt128.Max(ofA, ofB);
                if (ofA < ofB ? operation != Operation.Intersect : operation == Operation.Union)
                    stack.PushRun(start, ofA < ofB ? a : b, UInt128.Min(ofA, ofB), before: from);
                continue;
            }

            var to = UInt128.Min(a[0].To, b[0].To);
            if (a[0].Child != last.Left || b[0].Child != last.Right)
                last = (a[0].Child, b[0].Child, Of(operation, a[0].Child, b[0].Child));
            if (last.Child != Empty)
                stack.Push(start, ofA, to, last.Child);
            if (to >= largest)
                break;
            from = to + 1;
        }

        return Intern(level, start);
    }

    /// <summary>The edges of a node at this level; <paramref name="whole"/> where it is a node of a deeper one.</summary>
    private ReadOnlySpan<DiagramEdge> EdgesOf(int node, int level, in DiagramEdge whole) =>
        node == Empty ? [] : node > All && nodes[node].Level == level ? nodes[node].Edges : new ReadOnlySpan<DiagramEdge>(in whole);

    private enum Operation
    {
        Union,
        Intersect,
        Subtract,
    }
}
