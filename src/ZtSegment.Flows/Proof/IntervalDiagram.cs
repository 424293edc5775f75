using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ZtSegment.Language;

namespace ZtSegment.Flows.Proof;

/// <summary>The diagram grew beyond its budget: nothing is proved.</summary>
public sealed class ProofBudgetExceededException(int nodes)
    : Exception($"too complex to prove: more than {nodes} diagram nodes");

/// <summary>
/// A store of canonical interval decision diagrams: one level per packet field, edges are sorted inclusive intervals, nodes are hash-consed,
/// equal neighbours merged, edges over a whole level collapsed. Equal sets have the same root.
/// </summary>
/// <remarks>
/// The idea of network decision diagrams (NSDI 2025) with intervals as labels. Not safe for use by several threads at once.
/// Methods are optimized at their first call where they are hot and have UInt128, which code compiled ahead of time never has.
/// </remarks>
//
//   level 0 (remote)     [10.0.0.1-10.0.0.9]----+      [10.1.0.0-10.1.255.255]--> All
//                                               v
//   level 1 (protocol)                      [6-6]
//                                               v
//   level 2 (port)                     [443-443] [8443-8443]--> All
//
public sealed partial class IntervalDiagram
{
    /// <summary>The empty set.</summary>
    public const int Empty = 0;

    /// <summary>Every packet.</summary>
    public const int All = 1;

    /// <summary>Nodes that a store holds before it gives up, where nothing else is said.</summary>
    public const int DefaultBudget = 4_000_000;

    private readonly UInt128[] maxima;
    private readonly int budget;
    private readonly List<Node> nodes = [default, default];
    private readonly OperationMemo memo = new();
    private readonly EdgeStack stack = new();
    private int[] buckets = new int[1024];

    /// <param name="maxima">The largest value of each level's field; the smallest is 0.</param>
    /// <param name="budget">Most nodes; more throw <see cref="ProofBudgetExceededException"/>.</param>
    /// <param name="cancellation">A time budget.</param>
    public IntervalDiagram(IEnumerable<UInt128> maxima, int budget = DefaultBudget, CancellationToken cancellation = default)
    {
        this.maxima = [.. maxima];
        this.budget = budget;
        Cancellation = cancellation;
    }

    public int Levels => maxima.Length;

    /// <summary>For work beside the diagram that belongs to the same proof.</summary>
    /// <exception cref="OperationCanceledException">The time budget is spent.</exception>
    public void ThrowIfCancelled() => Cancellation.ThrowIfCancellationRequested();

    public int Count => nodes.Count;

    /// <summary>A time budget; another one where the store serves another proof.</summary>
    public CancellationToken Cancellation { get; set; }

    /// <summary>The node of <paramref name="level"/> whose values in <paramref name="values"/> lead to <paramref name="child"/>.</summary>
    public int Of(int level, IntervalSet<UInt128> values, int child)
    {
        if (child == Empty || values.IsEmpty)
            return Empty;
        var start = stack.Count;
        foreach (var interval in values.Intervals)
            stack.Push(start, interval.From, interval.To, child);
        return Intern(level, start);
    }

    /// <summary>As <see cref="Of(int, IntervalSet{UInt128}, int)"/> for one interval.</summary>
    public int Of(int level, UInt128 from, UInt128 to, int child)
    {
        if (child == Empty)
            return Empty;
        var start = stack.Count;
        stack.Push(start, from, to, child);
        return Intern(level, start);
    }

    /// <summary>The node with these edges: in ascending order, disjoint, each to <see cref="All"/> or to a node of a deeper level.</summary>
    public int Of(int level, ReadOnlySpan<DiagramEdge> edges)
    {
        var start = stack.Count;
        foreach (var edge in edges)
        {
            if (edge.Child != Empty)
                stack.Push(start, edge.From, edge.To, edge.Child);
        }

        return Intern(level, start);
    }

    /// <summary>
    /// The union of many (values, child) pairs of one level in one sweep over their breakpoints. Children must be nodes of deeper levels.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int UnionOf(int level, IReadOnlyList<(IntervalSet<UInt128> Values, int Child)> groups)
    {
        var count = groups.Sum(g => g.Child == Empty ? 0 : g.Values.Intervals.Length);
        if (count == 0)
            return Empty;
        if (groups.Count == 1)
            return Of(level, groups[0].Values, groups[0].Child);
        var starts = new (UInt128 From, int Group)[count];
        var ends = new (UInt128 To, int Group)[count];
        var n = 0;
        for (var g = 0; g < groups.Count; g++)
        {
            if (groups[g].Child == Empty)
                continue;
            foreach (var interval in groups[g].Values.Intervals)
            {
                starts[n] = (interval.From, g);
                ends[n++] = (interval.To, g);
            }
        }

        Array.Sort(starts, static (a, b) => a.From.CompareTo(b.From));
        Array.Sort(ends, static (a, b) => a.To.CompareTo(b.To));
        var edges = stack.Count;
        var active = new ActiveGroups(this, groups);
        for (int i = 0, j = 0; j < count;)
        {
            var from = active.IsEmpty ? starts[i].From : active.SweptTo + 1;
            while (i < count && starts[i].From == from)
                active.Add(starts[i++].Group);
            var to = ends[j].To;
            if (i < count && starts[i].From <= to)
                to = starts[i].From - 1;
            stack.Push(edges, from, to, active.Child());
            active.SweptTo = to;
            while (j < count && ends[j].To == to)
                active.Remove(ends[j++].Group);
        }

        return Intern(level, edges);
    }

    /// <summary>Whether the packet with these field values, one per level, is in the set.</summary>
    public bool Contains(int node, params ReadOnlySpan<UInt128> packet)
    {
        while (node > All)
        {
            var value = packet[nodes[node].Level];
            node = ChildAt(nodes[node].Edges, value);
        }

        return node == All;
    }

    /// <summary>The edges of a node that lead somewhere, at the given level: a node of a deeper level is one edge over all values.</summary>
    public ImmutableArray<DiagramEdge> EdgesAt(int node, int level)
    {
        if (node == Empty)
            return [];
        return node == All || nodes[node].Level > level
            ? [new DiagramEdge(0, maxima[level], node)]
            : ImmutableCollectionsMarshal.AsImmutableArray(nodes[node].Edges);
    }

    /// <summary>
    /// A packet of the set, or false for the empty set. Where an interval holds one of the preferred values of its level, that one is taken,
    /// else its lowest.
    /// </summary>
    /// <param name="preferred">Per level, values that a person recognises, best first; may be shorter than the levels.</param>
    public bool TryFind(int node, IReadOnlyList<UInt128[]> preferred, Span<UInt128> packet)
    {
        if (node == Empty)
            return false;
        for (var level = 0; level < Levels; level++)
        {
            var edges = EdgesAt(node, level);
            var choice = (edges[0].From, edges[0].Child);
            foreach (var value in level < preferred.Count ? preferred[level] : [])
            {
                var child = node == All || nodes[node].Level > level ? node : ChildAt(nodes[node].Edges, value);
                if (child != Empty && value <= maxima[level])
                {
                    choice = (value, child);
                    break;
                }
            }

            packet[level] = choice.From;
            node = choice.Child;
        }

        return true;
    }

    /// <summary>SHA-256 over the reachable nodes: the same for equal sets, whatever store they are in and however they were built.</summary>
    public byte[] Digest(int node)
    {
        var digests = new Dictionary<int, byte[]>();
        return DigestOf(node, digests);
    }

    private byte[] DigestOf(int node, Dictionary<int, byte[]> digests)
    {
        if (digests.TryGetValue(node, out var known))
            return known;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> buffer = stackalloc byte[33];
        buffer[0] = node <= All ? (byte)(0xF0 + node) : nodes[node].Level;
        hash.AppendData(buffer[..1]);
        if (node > All)
        {
            foreach (var edge in nodes[node].Edges)
            {
                BinaryPrimitives.WriteUInt128BigEndian(buffer, edge.From);
                BinaryPrimitives.WriteUInt128BigEndian(buffer[16..], edge.To);
                hash.AppendData(buffer[..32]);
                hash.AppendData(DigestOf(edge.Child, digests));
            }
        }

        return digests[node] = hash.GetHashAndReset();
    }

    private int LevelOf(int node) => node <= All ? Levels : nodes[node].Level;

    private static int ChildAt(DiagramEdge[] edges, UInt128 value)
    {
        int low = 0, high = edges.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (edges[middle].From <= value)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return high >= 0 && value <= edges[high].To ? edges[high].Child : Empty;
    }

    /// <summary>The node with the edges that were pushed since <paramref name="start"/>, which leave the stack.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Intern(int level, int start)
    {
        var edges = stack.Pop(start);
        if (edges.Length == 0)
            return Empty;
        if (edges.Length == 1 && edges[0].From == 0 && edges[0].To == maxima[level])
            return edges[0].Child;
        var hash = HashOf(level, edges);
        for (var id = buckets[hash & (buckets.Length - 1)]; id != 0; id = nodes[id].Next)
        {
            var node = nodes[id];
            if (node.Hash == hash && node.Level == level && edges.SequenceEqual(node.Edges))
                return id;
        }

        if (nodes.Count >= budget)
            throw new ProofBudgetExceededException(budget);
        if ((nodes.Count & 1023) == 0)
            Cancellation.ThrowIfCancellationRequested();
        if (nodes.Count > buckets.Length)
            Grow();
        var slot = hash & (buckets.Length - 1);
        nodes.Add(new Node((byte)level, hash, buckets[slot], EdgeRuns.Copy(edges)));
        return buckets[slot] = nodes.Count - 1;
    }

    private void Grow()
    {
        buckets = new int[buckets.Length * 4];
        for (var id = 2; id < nodes.Count; id++)
        {
            var slot = nodes[id].Hash & (buckets.Length - 1);
            nodes[id] = nodes[id] with { Next = buckets[slot] };
            buckets[slot] = id;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int HashOf(int level, ReadOnlySpan<DiagramEdge> edges)
    {
        var hash = (ulong)level + 0x9E3779B97F4A7C15;
        foreach (ref readonly var edge in edges)
        {
            hash = (hash ^ (ulong)edge.From ^ BitOperations.RotateLeft((ulong)(edge.From >> 64), 29)) * 0xFF51AFD7ED558CCD;
            hash = (hash ^ (hash >> 32) ^ (ulong)edge.To ^ BitOperations.RotateLeft((ulong)(edge.To >> 64) ^ (uint)edge.Child, 31)) * 0xC4CEB9FE1A85EC53;
        }

        return (int)((hash ^ (hash >> 33)) & int.MaxValue);
    }

    private readonly record struct Node(byte Level, int Hash, int Next, DiagramEdge[] Edges);

    /// <summary>The groups that cover the swept point; remembers the union of the children of each combination.</summary>
    private sealed class ActiveGroups(IntervalDiagram diagram, IReadOnlyList<(IntervalSet<UInt128> Values, int Child)> groups)
    {
        private readonly List<int> active = [];
        private readonly Dictionary<int[], int> children = new(IntArrayComparer.Instance);

        public UInt128 SweptTo { get; set; }

        public bool IsEmpty => active.Count == 0;

        public void Add(int group) => active.Insert(~active.BinarySearch(group), group);

        public void Remove(int group) => active.RemoveAt(active.BinarySearch(group));

        public int Child()
        {
            if (active.Count == 1)
                return groups[active[0]].Child;
            var key = CollectionsMarshal.AsSpan(active);
            var known = children.GetAlternateLookup<ReadOnlySpan<int>>();
            if (known.TryGetValue(key, out var child))
                return child;
            foreach (var group in active)
                child = diagram.Union(child, groups[group].Child);
            children[key.ToArray()] = child;
            return child;
        }
    }
}

/// <summary>Values of a node's field that lead to one child.</summary>
public readonly record struct DiagramEdge(UInt128 From, UInt128 To, int Child);
