using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ZtSegment.Flows;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;
using ZtSegment.Linux.Reading;

namespace ZtSegment.Linux.Proof;

/// <summary>
/// Sets of joined fields as diagrams, each built once; elements that overlap are refused, since what the kernel makes of them depends on
/// their order.
/// </summary>
//
//   elements --> by protocol --> by address, in one sweep --> by port --> node
//
internal sealed class ElementDiagrams(PacketSpace space)
{
    private readonly Dictionary<(ImmutableArray<NftElement> Elements, string Order, string Which), int> known = [];
    private readonly Dictionary<uint, int> ports = [];

    /// <summary>The packets that are in one of the elements that count.</summary>
    /// <param name="fields">What each part of the key looks at; all different.</param>
    /// <param name="which">Names the elements that count, for those that have been built before.</param>
    /// <param name="counts">Null: all.</param>
    public int Of(NftSet set, IReadOnlyList<PacketField> fields, string which, Func<NftElement, bool>? counts)
    {
        var key = (set.Elements, string.Join(',', fields), which);
        if (known.TryGetValue(key, out var node))
            return node;
        var build = new Build(this, set, fields);
        return known[key] = build.Of(counts);
    }

    private int Port(int level, Interval<UInt128> range)
    {
        var key = (uint)range.From << 16 | (uint)range.To;
        ref var node = ref CollectionsMarshal.GetValueRefOrAddDefault(ports, key, out var exists);
        if (!exists)
            node = space.Diagram.Of(level, range.From, range.To, IntervalDiagram.All);
        return node;
    }

    private sealed class Build
    {
        private readonly ElementDiagrams diagrams;
        private readonly NftSet set;
        private readonly IntervalDiagram diagram;
        private readonly int[] levels;
        private readonly int[] parts;

        /// <summary>Parts of an element: 0 is the wide one.</summary>
        public Build(ElementDiagrams diagrams, NftSet set, IReadOnlyList<PacketField> fields)
        {
            this.diagrams = diagrams;
            this.set = set;
            diagram = diagrams.Diagram;
            var wide = set.Key.Wide;
            var narrow = 1;
            var order = fields.Select((field, i) => (Level: (int)field, Part: i == wide ? 0 : narrow++)).OrderBy(f => f.Level).ToArray();
            levels = [.. order.Select(o => o.Level)];
            parts = [.. order.Select(o => o.Part)];
        }

        public int Of(Func<NftElement, bool>? counts)
        {
            var indices = new List<int>(set.Elements.Length);
            for (var i = 0; i < set.Elements.Length; i++)
            {
                if (counts is null || counts(set.Elements[i]))
                    indices.Add(i);
            }

            return Of(CollectionsMarshal.AsSpan(indices), 0);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private int Of(Span<int> elements, int depth)
        {
            if (elements.IsEmpty)
                return IntervalDiagram.Empty;
            if (depth == levels.Length)
                return elements.Length == 1 || AreCopies(elements) ? IntervalDiagram.All : throw Overlap(elements);
            if (elements.Length == 1)
                return Single(set.Elements[elements[0]], depth);
            SortByFrom(elements, depth);
            return ArePartedCleanly(elements, depth) ? Parted(elements, depth) : Swept(elements, depth);
        }

        private void SortByFrom(Span<int> elements, int depth)
        {
            var rented = ArrayPool<UInt128>.Shared.Rent(elements.Length);
            var keys = rented.AsSpan(0, elements.Length);
            for (var i = 0; i < keys.Length; i++)
                keys[i] = Range(elements[i], depth).From;
            keys.Sort(elements);
            ArrayPool<UInt128>.Shared.Return(rented);
        }

        private int Single(NftElement element, int depth)
        {
            var node = IntervalDiagram.All;
            for (var i = levels.Length - 1; i >= depth; i--)
            {
                var range = Part(element, parts[i]);
                node = node == IntervalDiagram.All && levels[i] == (int)PacketField.ServicePort
                    ? diagrams.Port(levels[i], range)
                    : diagram.Of(levels[i], range.From, range.To, node);
            }

            return node;
        }

        /// <summary>Whether any two elements have the same range here, or ranges that share nothing.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private bool ArePartedCleanly(Span<int> elements, int depth)
        {
            var last = Range(elements[0], depth);
            foreach (var element in elements[1..])
            {
                var range = Range(element, depth);
                if (range != last && range.From <= last.To)
                    return false;
                last = range;
            }

            return true;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private int Parted(Span<int> elements, int depth)
        {
            var edges = ArrayPool<DiagramEdge>.Shared.Rent(elements.Length);
            var count = 0;
            for (int i = 0, next; i < elements.Length; i = next)
            {
                var range = Range(elements[i], depth);
                for (next = i + 1; next < elements.Length && Range(elements[next], depth) == range;)
                    next++;
                edges[count++] = new DiagramEdge(range.From, range.To, Of(elements[i..next], depth + 1));
            }

            var node = diagram.Of(levels[depth], edges.AsSpan(0, count));
            ArrayPool<DiagramEdge>.Shared.Return(edges);
            return node;
        }

        /// <summary>Ranges that overlap here, and must not in what follows: every stretch between two of their ends by itself.</summary>
        private int Swept(Span<int> elements, int depth)
        {
            var largest = PacketFields.Largest((PacketField)levels[depth], diagrams.Family);
            var cuts = new SortedSet<UInt128>();
            foreach (var element in elements)
            {
                var range = Range(element, depth);
                cuts.Add(range.From);
                if (range.To < largest)
                    cuts.Add(range.To + 1);
            }

            var starts = cuts.ToArray();
            var edges = new List<DiagramEdge>();
            var nodes = new Dictionary<int[], int>(IntArrayComparer.Instance);
            var active = new List<int>();
            var next = 0;
            for (var s = 0; s < starts.Length; s++)
            {
                diagrams.ThrowIfCancelled();
                active.RemoveAll(e => Range(e, depth).To < starts[s]);
                while (next < elements.Length && Range(elements[next], depth).From == starts[s])
                    active.Add(elements[next++]);
                if (active.Count == 0)
                    continue;
                int[] key = [.. active];
                Array.Sort(key);
                if (!nodes.TryGetValue(key, out var node))
                    nodes[key] = node = Of([.. key], depth + 1);
                edges.Add(new DiagramEdge(starts[s], s + 1 < starts.Length ? starts[s + 1] - 1 : largest, node));
            }

            return diagram.Of(levels[depth], CollectionsMarshal.AsSpan(edges));
        }

        private bool AreCopies(Span<int> elements)
        {
            foreach (var element in elements[1..])
            {
                if (set.Elements[element] != set.Elements[elements[0]])
                    return false;
            }

            return true;
        }

        private UnprovableException Overlap(Span<int> elements) => new(
            $"elements of `{set.Name ?? "a set"}` overlap: `{set.Elements[elements[0]].ToText(set)}` and `{set.Elements[elements[1]].ToText(set)}`");

        private Interval<UInt128> Range(int element, int depth) => Part(in set.Elements.ItemRef(element), parts[depth]);

        private static Interval<UInt128> Part(in NftElement element, int part) => part switch
        {
            0 => element.Wide,
            1 => new(element.First.From, element.First.To),
            _ => new(element.Second.From, element.Second.To),
        };
    }

    private IntervalDiagram Diagram => space.Diagram;

    private IpFamily Family => space.Family;

    private void ThrowIfCancelled() => space.Diagram.ThrowIfCancelled();
}
