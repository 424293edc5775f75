using System.Collections.Immutable;
using System.CommandLine;
using ZtSegment.Cli.Estates;
using ZtSegment.Cli.Output;
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

        if (OldOf(from, paths) is not { } old)
            return null;
        var facts = options.FactFiles(parsed).Select(SourceFiles.ReadFile).ToList();
        var now = options.At(parsed) ?? DateTimeOffset.UtcNow;
        var (newLoaded, oldLoaded) = IntentLoader.LoadBoth(sources, old.Sources);
        var judging = Task.Run(() => EstateReader.Judge(oldLoaded, old.Unread, facts, now, strict: false));
        var (estate, diagnostics) = EstateReader.Judge(newLoaded, unread, facts, now, options.IsStrict(parsed));
        var (before, oldDiagnostics) = judging.GetAwaiter().GetResult();
        if (estate is null)
        {
            options.Refuse(parsed, diagnostics);
            return null;
        }

        EstateOptions.WarnOf(diagnostics);
        foreach (var note in old.Notes)
            Console.Error.WriteLine($"note: {Terminal.Clean(note)}");
        if (before is not null)
            return new PlannedEstates(before, estate, old.Words, old.Notes);
        Console.Error.WriteLine($"error: the documents to compare with, {Terminal.Clean(old.Words)}, are invalid; a plan against them would mean nothing.");
        options.Refuse(parsed, [.. oldDiagnostics.Where(d => d.Severity == Severity.Error)]);
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
