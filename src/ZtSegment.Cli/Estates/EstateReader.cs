using System.Collections.Immutable;
using ZtSegment.Azure.Rendering;
using ZtSegment.Flows;
using ZtSegment.Language;

namespace ZtSegment.Cli.Estates;

/// <summary>From paths to a compiled estate.</summary>
//
//   files --> IntentLoader --> Intent --+
//                                       +--> Compiler --> Findings
//   --posture, --inventory --> facts ---+
//
internal static class EstateReader
{
    /// <returns>All diagnostics sorted by position; the estate where none of them refuses it.</returns>
    public static (LoadedEstate? Estate, ImmutableArray<Diagnostic> Diagnostics) Read(
        IReadOnlyList<string> paths, IReadOnlyList<string> factFiles, DateTimeOffset now, bool strict) =>
        Read(SourceFiles.Read(paths), [.. factFiles.Select(SourceFiles.ReadFile)], now, strict);

    /// <inheritdoc cref="Read(IReadOnlyList{string}, IReadOnlyList{string}, DateTimeOffset, bool)"/>
    public static (LoadedEstate? Estate, ImmutableArray<Diagnostic> Diagnostics) Read(
        (ImmutableArray<SourceText> Sources, ImmutableArray<Diagnostic> Unread) documents,
        IReadOnlyList<(SourceText? Text, Diagnostic? Refused)> factFiles,
        DateTimeOffset now,
        bool strict)
    {
        List<Diagnostic> diagnostics = [.. documents.Unread];
        var loaded = IntentLoader.Load(documents.Sources);
        diagnostics.AddRange(loaded.Diagnostics);
        var facts = ReadFacts(factFiles, loaded.Intent, diagnostics);
        Compilation? compilation = null;
        if (loaded.Intent is { } intent && !Refuses(diagnostics, strict: false))
        {
            compilation = Compiler.Compile(intent, facts, now, PolicyIds.ByOrderOfNames(intent));
            diagnostics.AddRange(Findings.Of(compilation));
            if (!Refuses(diagnostics, strict: false))
                diagnostics.AddRange(NsgRenderer.Refusals(compilation));
        }
        else if ((loaded.Intent ?? loaded.Sound) is { } sound)
        {
            diagnostics.AddRange(ErrorsOf(Compiler.Compile(sound, facts, now, PolicyIds.ByOrderOfNames(sound))));
        }

        ImmutableArray<Diagnostic> sorted = [.. diagnostics.OrderBy(d => d.Position).ThenBy(d => d.Code, StringComparer.Ordinal)];
        return (compilation is null || Refuses(diagnostics, strict) ? null : new LoadedEstate(compilation, sorted), sorted);
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

    private static bool Refuses(List<Diagnostic> diagnostics, bool strict) =>
        diagnostics.Any(d => d.Severity == Severity.Error || (strict && d.Severity == Severity.Warning));
}
