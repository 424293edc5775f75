using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>What was refused, and so is absent where the rest is judged: a finding that may come of its absence is not told.</summary>
/// <param name="areFactsWhole">Else any workload may have other labels and addresses.</param>
internal sealed class Absence(RefusedDocuments refused, EstateFacts facts, bool areFactsWhole)
{
    private readonly Lazy<HashSet<LabelSet>> labels = new(() =>
        [.. refused.Workloads.Select(w => w.Header).OfType<DocumentHeader>().Select(h => WorkloadTable.LabelsOf(h.Labels, facts[h.Name]))]);

    private readonly bool someLabelsAreUnknown = !areFactsWhole || refused.Workloads.Any(w => w.Header is null);

    public static Absence None { get; } = new(RefusedDocuments.None, EstateFacts.None, areFactsWhole: true);

    public bool IsNone => areFactsWhole && refused.All.IsEmpty;

    public bool HasFacts => areFactsWhole;

    /// <summary>Whether every document of these kinds is there.</summary>
    public bool HasAll(params ReadOnlySpan<DocumentKind> kinds)
    {
        foreach (var kind in kinds)
        {
            if (refused.MayHold(kind))
                return false;
        }

        return true;
    }

    /// <summary>Whether what is absent may be selected.</summary>
    public bool MayMatch(Selector selector) => someLabelsAreUnknown || labels.Value.Any(l => LabelIndex.Matches(selector, l));
}
