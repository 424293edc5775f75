using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>Reads what <c>--posture</c> and <c>--inventory</c> give: a JSON object of workload names, all fields of each optional or null.</summary>
/// <remarks>
/// Files merge per workload, in any order: addresses and labels are united, quarantine of either counts, and what they contradict each other in is
/// an error.
/// </remarks>
public static class FactsReader
{
    /// <param name="intent">Names that it does not declare are warned of; null where it is not known.</param>
    /// <param name="refused">Documents beside it, which may declare names too; null: none.</param>
    public static (EstateFacts Facts, ImmutableArray<Diagnostic> Diagnostics) Read(
        IReadOnlyList<SourceText> sources, Intent? intent = null, RefusedDocuments? refused = null)
    {
        var diagnostics = new List<Diagnostic>();
        var merged = new Dictionary<string, WorkloadFacts>(StringComparer.Ordinal);
        foreach (var source in sources.OrderBy(s => s.File, StringComparer.Ordinal))
        {
            foreach (var (name, position, facts) in FactsFile.Read(source, diagnostics))
            {
                if (intent is not null && intent.FindWorkload(name) is null && refused?.MayHold(DocumentKind.Workload, name) is not true)
                    diagnostics.Add(Of(DiagnosticRules.FactsUnknownWorkload, position, $"`{name}` is no declared workload", "correct the name, or remove it"));
                merged[name] = merged.TryGetValue(name, out var other) ? Merge(other, facts, position, diagnostics) : facts;
            }
        }

        return (new EstateFacts(merged), [.. diagnostics.OrderBy(d => d.Position).ThenBy(d => d.Code, StringComparer.Ordinal)]);
    }

    internal static Diagnostic Of(DiagnosticRule rule, SourcePosition position, string message, string remedy) =>
        new(rule.Code, rule.Severity, position, message, remedy);

    private static WorkloadFacts Merge(WorkloadFacts a, WorkloadFacts b, SourcePosition position, List<Diagnostic> diagnostics)
    {
        if (a.Compliant is { } one && b.Compliant is { } two && one != two)
            Contradict("compliant");
        if (a.Risk is { } lower && b.Risk is { } higher && lower != higher)
            Contradict("risk");
        var labels = a.Labels.ToDictionary(StringComparer.Ordinal);
        foreach (var (key, value) in b.Labels)
        {
            if (!labels.TryAdd(key, value) && labels[key] != value)
                Contradict($"labels.{key}");
        }

        return new WorkloadFacts(
            a.Compliant ?? b.Compliant, a.Risk ?? b.Risk, a.Quarantined || b.Quarantined, [.. a.Addresses.Union(b.Addresses)], new LabelSet(labels));

        void Contradict(string field) => diagnostics.Add(Of(
            DiagnosticRules.FactsValue, position, $"`{field}` of this workload has another value in another file of facts", "keep one of them"));
    }
}
