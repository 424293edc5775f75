using System.Collections.Immutable;
using ZtSegment.Azure.Rendering;
using ZtSegment.Flows;
using ZtSegment.Language;

namespace ZtSegment.Cli.Estates;

/// <summary>From paths to a compiled estate.</summary>
//
//   files --> IntentLoader -------------+
//                                       +--> EstateReview --> LoadedEstate
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
        List<Diagnostic> found = [.. unread];
        var facts = ReadFacts(factFiles, loaded, found);
        var review = EstateReview.Of(loaded, facts, found, now, NsgRenderer.Refusals);
        return review.Compilation is { } compilation && !(strict && review.Diagnostics.Any(d => d.Severity == Severity.Warning))
            ? (new LoadedEstate(compilation, review.Diagnostics, review.BreaksGuardrail), review.Diagnostics)
            : (null, review.Diagnostics);
    }

    private static EstateFacts ReadFacts(IReadOnlyList<(SourceText? Text, Diagnostic? Refused)> read, LoadResult loaded, List<Diagnostic> diagnostics)
    {
        if (read.Count == 0)
            return EstateFacts.None;
        diagnostics.AddRange(read.Select(r => r.Refused).OfType<Diagnostic>());
        var (facts, found) = FactsReader.Read([.. read.Select(r => r.Text).OfType<SourceText>()], loaded.Intent ?? loaded.Sound?.Intent, loaded.Sound?.Refused);
        diagnostics.AddRange(found);
        return facts;
    }
}
