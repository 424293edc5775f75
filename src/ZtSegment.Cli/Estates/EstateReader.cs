using System.Collections.Immutable;
using ZtSegment.Azure.Rendering;
using ZtSegment.Flows;
using ZtSegment.Flows.Guardrails;
using ZtSegment.Language;

namespace ZtSegment.Cli.Estates;

/// <summary>From paths to a compiled estate.</summary>
//
//   files --> IntentLoader --> Intent --+
//                                       +--> Compiler --> Findings, GuardrailReview
//   --posture, --inventory --> facts ---+
//
internal static class EstateReader
{
    /// <returns>All diagnostics sorted by position; the estate where its documents are valid, though they may break a guardrail.</returns>
    public static (LoadedEstate? Estate, ImmutableArray<Diagnostic> Diagnostics) Read(
        IReadOnlyList<string> paths, IReadOnlyList<string> factFiles, DateTimeOffset now, bool strict)
    {
        var (sources, unread) = SourceFiles.Read(paths);
        return Judge(IntentLoader.Load(sources), unread, [.. factFiles.Select(SourceFiles.ReadFile)], now, strict);
    }

    /// <inheritdoc cref="Read"/>
    /// <param name="unread">Files of documents that could not be read.</param>
    public static (LoadedEstate? Estate, ImmutableArray<Diagnostic> Diagnostics) Judge(
        LoadResult loaded,
        ImmutableArray<Diagnostic> unread,
        IReadOnlyList<(SourceText? Text, Diagnostic? Refused)> factFiles,
        DateTimeOffset now,
        bool strict)
    {
        List<Diagnostic> diagnostics = [.. unread, .. loaded.Diagnostics];
        var facts = ReadFacts(factFiles, loaded.Intent, diagnostics);
        GuardrailReview? review = null;
        if (loaded.Intent is { } intent && !HasError(diagnostics))
        {
            var compilation = Compiler.Compile(intent, facts, now, PolicyIds.ByOrderOfNames(intent));
            diagnostics.AddRange(Findings.Of(compilation));
            if (!HasError(diagnostics))
            {
                review = GuardrailReview.Of(compilation);
                diagnostics.AddRange(NsgRenderer.Refusals(review.Compilation));
            }
        }
        else if ((loaded.Intent ?? loaded.Sound) is { } sound)
        {
            diagnostics.AddRange(ErrorsOf(Compiler.Compile(sound, facts, now, PolicyIds.ByOrderOfNames(sound))));
        }

        ImmutableArray<Diagnostic> sorted = [.. diagnostics.Concat(review?.Diagnostics ?? []).OrderBy(d => d.Position).ThenBy(d => d.Code, StringComparer.Ordinal)];
        var isRefused = review is null || HasError(diagnostics) || (strict && sorted.Any(d => d.Severity == Severity.Warning));
        return (isRefused ? null : new LoadedEstate(review!.Compilation, sorted, review.Refuses), sorted);
    }

    /// <summary>Warnings may come of what is missing; errors do not.</summary>
    private static IEnumerable<Diagnostic> ErrorsOf(Compilation sound) => Findings.Of(sound).Where(d => d.Severity == Severity.Error);

    private static EstateFacts ReadFacts(IReadOnlyList<(SourceText? Text, Diagnostic? Refused)> read, Intent? intent, List<Diagnostic> diagnostics)
    {
        if (read.Count == 0)
            return EstateFacts.None;
        diagnostics.AddRange(read.Select(r => r.Refused).OfType<Diagnostic>());
        var (facts, found) = FactsReader.Read([.. read.Select(r => r.Text).OfType<SourceText>()], intent);
        diagnostics.AddRange(found);
        return facts;
    }

    private static bool HasError(List<Diagnostic> diagnostics) => diagnostics.Exists(d => d.Severity == Severity.Error);
}
