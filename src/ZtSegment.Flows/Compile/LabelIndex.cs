using System.Runtime.InteropServices;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>From label keys and values to workload rows, so that a selector looks at its candidates only.</summary>
public sealed class LabelIndex
{
    private readonly LabelSet[] labels;
    private readonly Dictionary<string, List<int>> byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Key, string Value), List<int>> byValue = [];

    public LabelIndex(LabelSet[] labels)
    {
        this.labels = labels;
        for (var row = 0; row < labels.Length; row++)
        {
            foreach (var (key, value) in labels[row].AsSpan())
            {
                ref var rows = ref CollectionsMarshal.GetValueRefOrAddDefault(byValue, (key, value), out _);
                (rows ??= []).Add(row);
                ref var having = ref CollectionsMarshal.GetValueRefOrAddDefault(byKey, key, out _);
                (having ??= []).Add(row);
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

        var matches = new List<int>();
        if (candidates is null)
        {
            for (var row = 0; row < labels.Length; row++)
            {
                if (Matches(selector, labels[row]))
                    matches.Add(row);
            }
        }
        else
        {
            foreach (var row in candidates)
            {
                if (Matches(selector, labels[row]))
                    matches.Add(row);
            }
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

    private List<int>? Candidates(LabelRequirement requirement) => requirement.Operator switch
    {
        LabelOperator.Exists => byKey.GetValueOrDefault(requirement.Key) ?? [],
        LabelOperator.In when requirement.Values.Length == 1 =>
            byValue.GetValueOrDefault((requirement.Key, requirement.Values[0])) ?? [],
        LabelOperator.In => [.. requirement.Values.SelectMany(v => byValue.GetValueOrDefault((requirement.Key, v)) ?? []).Order()],
        _ => null,
    };
}
