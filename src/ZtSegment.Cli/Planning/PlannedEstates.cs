using System.Collections.Immutable;
using System.CommandLine;
using ZtSegment.Cli.Estates;
using ZtSegment.Cli.Output;
using ZtSegment.Cli.Remote;
using ZtSegment.Language;

namespace ZtSegment.Cli.Planning;

/// <summary>The estate as it is and as it would be, judged at one moment with the same facts.</summary>
/// <param name="OldWords">What the new one is compared with, for people.</param>
/// <param name="OldNotes">What of it was not read, and so is not compared: whoever approves the plan must know.</param>
//
//   --from --> OldSources --+
//                           +--> IntentLoader.LoadBoth --> EstateReader.Judge, each --> PlannedEstates
//   paths --> SourceFiles --+
//
internal sealed record PlannedEstates(LoadedEstate Old, LoadedEstate New, string OldWords, ImmutableArray<string> OldNotes)
{
    /// <summary>Reads both at once; where either is refused, says why and returns null.</summary>
    public static PlannedEstates? Read(EstateOptions options, ParseResult parsed, string from)
    {
        var paths = options.Paths(parsed);
        var (sources, unread) = SourceFiles.Read(paths);
        if (!paths.All(Path.Exists))
        {
            options.Refuse(parsed, unread);
            return null;
        }

        return OldOf(from, paths) is { } old
            ? Judge(old, sources, unread, FactsOf(options, parsed), options.At(parsed), options.IsStrict(parsed), found => options.Refuse(parsed, found))
            : null;
    }

    /// <summary>The proposal of one source against all that a controller has.</summary>
    /// <param name="proposed">The documents in place of those of <paramref name="source"/>; of all, where no source is named.</param>
    public static PlannedEstates? Read(
        EstateOptions options, ParseResult parsed, RemoteEstate controller, string? source, ImmutableArray<SourceText> proposed, ImmutableArray<Diagnostic> unread)
    {
        IEnumerable<SourceText> others = source is null ? [] : controller.Besides(source);
        var facts = FactsOf(options, parsed);
        return Judge(
            controller.ToOld(), [.. proposed, .. others], unread, facts.Count > 0 ? facts : [(controller.Facts, null)],
            options.At(parsed), options.IsStrict(parsed), found => options.Refuse(parsed, found));
    }

    /// <summary>Other documents than all that a controller has, at this moment.</summary>
    public static PlannedEstates? Of(RemoteEstate controller, ImmutableArray<SourceText> proposed) => Judge(
        controller.ToOld(), proposed, [], [(controller.Facts, null)], null, strict: false, found => DiagnosticOutput.WriteText(Terminal.ErrorLines, found));

    private static List<(SourceText? Text, Diagnostic? Refused)> FactsOf(EstateOptions options, ParseResult parsed) =>
        [.. options.FactFiles(parsed).Select(SourceFiles.ReadFile)];

    private static PlannedEstates? Judge(
        OldSources old,
        ImmutableArray<SourceText> sources,
        ImmutableArray<Diagnostic> unread,
        IReadOnlyList<(SourceText? Text, Diagnostic? Refused)> facts,
        DateTimeOffset? at,
        bool strict,
        Action<ImmutableArray<Diagnostic>> refuse)
    {
        var now = at ?? DateTimeOffset.UtcNow;
        var (newLoaded, oldLoaded) = IntentLoader.LoadBoth(sources, old.Sources);
        var judging = Task.Run(() => EstateReader.Judge(oldLoaded, old.Unread, facts, now, strict: false));
        var (estate, diagnostics) = EstateReader.Judge(newLoaded, unread, facts, now, strict);
        var (before, oldDiagnostics) = judging.GetAwaiter().GetResult();
        if (estate is null)
        {
            refuse(diagnostics);
            return null;
        }

        EstateOptions.WarnOf(diagnostics);
        foreach (var note in old.Notes)
            Console.Error.WriteLine($"note: {Terminal.Clean(note)}");
        if (before is not null)
            return new PlannedEstates(before, estate, old.Words, old.Notes);
        Console.Error.WriteLine($"error: the documents to compare with, {Terminal.Clean(old.Words)}, are invalid; a plan against them would mean nothing.");
        refuse([.. oldDiagnostics.Where(d => d.Severity == Severity.Error)]);
        Console.Error.WriteLine("Compare with the last revision that was valid: --from git:REV, or --from DIR.");
        return null;
    }

    private static OldSources? OldOf(string from, IReadOnlyList<string> paths)
    {
        try
        {
            return OldSources.Read(from, paths);
        }
        catch (InvalidRevisionException e)
        {
            Console.Error.WriteLine($"error: {Terminal.Clean(e.Message)}");
            return null;
        }
    }
}
