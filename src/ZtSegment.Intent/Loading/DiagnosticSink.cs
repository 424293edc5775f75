using System.Collections.Immutable;

namespace ZtSegment.Language.Loading;

/// <summary>Collects the diagnostics of one file, or of a part of it. What is beyond the limit is only counted.</summary>
internal sealed class DiagnosticSink(string file)
{
    /// <summary>Errors shown per file, and as many warnings.</summary>
    public const int MaxPerFile = 100;

    /// <summary>Kept per part of a file, errors and warnings each; the rest is only counted.</summary>
    private const int MaxKept = 2 * MaxPerFile;

    private readonly List<Diagnostic> kept = [];
    private readonly Dictionary<string, int> warningsOfDocument = new(StringComparer.Ordinal);
    private int warnings;
    private int dropped;

    public string File => file;

    public int Errors { get; private set; }

    public IReadOnlyList<Diagnostic> Kept => kept;

    /// <summary>Warnings of one document fold to one per cause: the first by position, with a count.</summary>
    public void Report(DiagnosticRule rule, int line, int column, string message, string remedy)
    {
        var found = new Diagnostic(rule.Code, rule.Severity, new SourcePosition(file, line, column), message, remedy);
        if (rule.Severity == Severity.Error)
        {
            if (++Errors <= MaxKept)
                kept.Add(found);
        }
        else if (warningsOfDocument.TryGetValue(rule.Code, out var at))
        {
            var first = found.Position.CompareTo(kept[at].Position) < 0 ? found : kept[at];
            kept[at] = first with { Count = kept[at].Count + 1 };
        }
        else if (warnings == MaxKept)
        {
            dropped++;
        }
        else
        {
            warnings++;
            warningsOfDocument[rule.Code] = kept.Count;
            kept.Add(found);
        }
    }

    public void EndDocument() => warningsOfDocument.Clear();

    /// <summary>Sorted by position, then code; at most <see cref="MaxPerFile"/> errors and as many warnings of a file, then how many more there are.</summary>
    public static ImmutableArray<Diagnostic> Sorted(IEnumerable<DiagnosticSink> sinks)
    {
        var result = new List<Diagnostic>();
        foreach (var ofFile in sinks.GroupBy(s => s.File, StringComparer.Ordinal))
        {
            // A document that fails before its start is known is met again when reading resumes at it.
            var sorted = ofFile.SelectMany(s => s.Kept)
                .Distinct()
                .OrderBy(d => d.Position)
                .ThenBy(d => d.Code, StringComparer.Ordinal)
                .ThenBy(d => d.Message, StringComparer.Ordinal)
                .ToList();
            AddFirst(sorted.Where(d => d.Severity == Severity.Error).ToList(), ofFile.Sum(s => Math.Max(0, s.Errors - MaxKept)), DiagnosticRules.MoreErrors, result);
            AddFirst(sorted.Where(d => d.Severity != Severity.Error).ToList(), ofFile.Sum(s => s.dropped), DiagnosticRules.MoreWarnings, result);
        }

        return [.. result.OrderBy(d => d.Position).ThenBy(d => d.Code, StringComparer.Ordinal)];
    }

    private static void AddFirst(List<Diagnostic> sorted, int dropped, DiagnosticRule more, List<Diagnostic> result)
    {
        var hidden = sorted.Skip(MaxPerFile).Sum(d => d.Count) + dropped;
        result.AddRange(sorted.Take(MaxPerFile));
        if (hidden > 0)
        {
            result.Add(new Diagnostic(
                more.Code, more.Severity, sorted[Math.Min(MaxPerFile, sorted.Count - 1)].Position, $"and {hidden} more in this file", "fix the first ones; many may have one cause", hidden));
        }
    }
}
