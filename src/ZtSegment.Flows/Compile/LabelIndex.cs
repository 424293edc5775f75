using System.Runtime.InteropServices;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>From label keys and values to workload rows, so that a selector looks at its candidates only.</summary>
public sealed class LabelIndex
{
    private readonly LabelSet[] labels;
    private readonly Dictionary<string, RowsOfKey> keys = new(StringComparer.Ordinal);

    public LabelIndex(LabelSet[] labels)
    {
        this.labels = labels;
        for (var row = 0; row < labels.Length; row++)
        {
            foreach (var (key, value) in labels[row].AsSpan())
            {
                ref var rows = ref CollectionsMarshal.GetValueRefOrAddDefault(keys, key, out _);
                (rows ??= new RowsOfKey()).Add(value, row);
            }
        }
    }

    /// <summary>The rows that the selector matches, ascending.</summary>
    public int[] Select(Selector selector)
    {
        List<int>? candidates = null;
        foreach (var requirement in selector.Requirements)
        {
            if (Candidates(requirement) is { } rows && (candidates is null || rows.Count < candidates.Count))
                candidates = rows;
        }

        return candidates is null ? Scan(labels, selector) : Matching(labels, candidates, selector);
    }

    /// <summary>The same without an index: every row is tried.</summary>
    public static int[] Scan(LabelSet[] labels, Selector selector) => Matching(labels, Enumerable.Range(0, labels.Length), selector);

    private static int[] Matching(LabelSet[] labels, IEnumerable<int> candidates, Selector selector)
    {
        if (selector.Requirements.IsEmpty)
            return [.. candidates];
        var matches = new List<int>();
        foreach (var row in candidates)
        {
            if (Matches(selector, labels[row]))
                matches.Add(row);
        }

        return [.. matches];
    }

    public static bool Matches(Selector selector, LabelSet labels)
    {
        foreach (var requirement in selector.Requirements)
        {
            var value = labels[requirement.Key];
            var holds = requirement.Operator switch
            {
                LabelOperator.In => value is not null && requirement.Values.Contains(value),
                LabelOperator.NotIn => value is null || !requirement.Values.Contains(value),
                LabelOperator.Exists => value is not null,
                _ => value is null,
            };
            if (!holds)
                return false;
        }

        return true;
    }

    private List<int>? Candidates(LabelRequirement requirement)
    {
        var rows = keys.GetValueOrDefault(requirement.Key);
        return requirement.Operator switch
        {
            LabelOperator.Exists => rows?.All ?? [],
            LabelOperator.In when requirement.Values.Length == 1 => rows?[requirement.Values[0]] ?? [],
            LabelOperator.In => [.. requirement.Values.SelectMany(v => rows?[v] ?? []).Order()],
            _ => null,
        };
    }

    private sealed class RowsOfKey
    {
        private readonly Dictionary<string, List<int>> byValue = new(StringComparer.Ordinal);

        /// <summary>Every row that has the key.</summary>
        public List<int> All { get; } = [];

        public List<int>? this[string value] => byValue.GetValueOrDefault(value);

        public void Add(string value, int row)
        {
            All.Add(row);
            ref var rows = ref CollectionsMarshal.GetValueRefOrAddDefault(byValue, value, out _);
            (rows ??= []).Add(row);
        }
    }
}
