using System.Runtime.InteropServices;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>From the labels of a workload to the selectors that match them, so that a relabelled workload is not tried on every selector.</summary>
/// <remarks>Each selector stands under the one of its demands for a label that fewest others stand under; those without such a demand are always tried.</remarks>
internal sealed class SelectorIndex
{
    private readonly Dictionary<(string Key, string? Value), List<SelectedRows>> byLabel = [];
    private readonly Dictionary<SelectedRows, List<(string Key, string? Value)>> labelsOf = [];
    private readonly List<SelectedRows> others = [];

    public void Add(SelectedRows selected)
    {
        List<(string, string?)>? best = null;
        var fewest = int.MaxValue;
        foreach (var requirement in selected.Selector.Requirements)
        {
            List<(string, string?)>? labels = requirement.Operator switch
            {
                LabelOperator.In => [.. requirement.Values.Select(v => (requirement.Key, (string?)v))],
                LabelOperator.Exists => [(requirement.Key, null)],
                _ => null,
            };
            if (labels?.Sum(l => byLabel.GetValueOrDefault(l)?.Count ?? 0) is { } load && load < fewest)
                (best, fewest) = (labels, load);
        }

        if (best is null)
        {
            others.Add(selected);
            return;
        }

        labelsOf[selected] = best;
        foreach (var label in best)
        {
            ref var bucket = ref CollectionsMarshal.GetValueRefOrAddDefault(byLabel, label, out _);
            (bucket ??= []).Add(selected);
        }
    }

    public void Remove(SelectedRows selected)
    {
        if (!labelsOf.Remove(selected, out var labels))
        {
            others.Remove(selected);
            return;
        }

        foreach (var label in labels)
        {
            byLabel[label].Remove(selected);
            if (byLabel[label].Count == 0)
                byLabel.Remove(label);
        }
    }

    /// <summary>Each selector that matches, once.</summary>
    public HashSet<SelectedRows> Matching(LabelSet labels)
    {
        var matching = new HashSet<SelectedRows>();
        AddMatching(matching, others, labels);
        foreach (var (key, value) in labels.AsSpan())
        {
            AddMatching(matching, byLabel.GetValueOrDefault((key, value)), labels);
            AddMatching(matching, byLabel.GetValueOrDefault((key, null)), labels);
        }

        return matching;
    }

    private static void AddMatching(HashSet<SelectedRows> matching, List<SelectedRows>? candidates, LabelSet labels)
    {
        foreach (var candidate in candidates ?? [])
        {
            if (LabelIndex.Matches(candidate.Selector, labels))
                matching.Add(candidate);
        }
    }
}
