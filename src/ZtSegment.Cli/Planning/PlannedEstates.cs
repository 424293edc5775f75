using System.Collections.Immutable;
using System.CommandLine;
using ZtSegment.Cli.Estates;
using ZtSegment.Cli.Output;
using ZtSegment.Language;

namespace ZtSegment.Cli.Planning;

/// <summary>The estate as it is and as it would be, judged at one moment with the same facts.</summary>
/// <param name="OldWords">What the new one is compared with, for people.</param>
internal sealed record PlannedEstates(LoadedEstate Old, LoadedEstate New, string OldWords)
{
    /// <summary>Reads both at once; where either is refused, says why and returns null.</summary>
    public static PlannedEstates? Read(EstateOptions options, ParseResult parsed, string from)
    {
        var now = options.At(parsed) ?? DateTimeOffset.UtcNow;
        var paths = options.Paths(parsed);
        var facts = options.FactFiles(parsed).Select(SourceFiles.ReadFile).ToList();
        if (paths.Any(p => !Path.Exists(p)))
        {
            options.Refuse(parsed, SourceFiles.Read(paths).Diagnostics);
            return null;
        }

        var reading = Task.Run(() => ReadOld(from, paths, facts, now));
        var (estate, diagnostics) = EstateReader.Read(SourceFiles.Read(paths), facts, now, options.IsStrict(parsed));
        var old = WaitFor(reading);
        if (estate is null)
        {
            options.Refuse(parsed, diagnostics);
            return null;
        }

        EstateOptions.WarnOf(diagnostics);
        if (old is null)
            return null;
        foreach (var note in old.Sources.Notes)
            Console.Error.WriteLine($"note: {Terminal.Clean(note)}");
        if (old.Estate is { } before)
            return new PlannedEstates(before, estate, old.Sources.Words);
        Console.Error.WriteLine($"error: the documents to compare with, {Terminal.Clean(old.Sources.Words)}, are invalid; a plan against them would mean nothing.");
        options.Refuse(parsed, [.. old.Diagnostics.Where(d => d.Severity == Severity.Error)]);
        Console.Error.WriteLine("Compare with the last revision that was valid: --from git:REV, or --from DIR.");
        return null;
    }

    private static OldEstate ReadOld(string from, IReadOnlyList<string> paths, IReadOnlyList<(SourceText? Text, Diagnostic? Refused)> facts, DateTimeOffset now)
    {
        var sources = OldSources.Read(from, paths);
        var (estate, diagnostics) = EstateReader.Read((sources.Sources, sources.Unread), facts, now, strict: false);
        return new OldEstate(sources, estate, diagnostics);
    }

    private static OldEstate? WaitFor(Task<OldEstate> reading)
    {
        try
        {
            return reading.GetAwaiter().GetResult();
        }
        catch (InvalidRevisionException e)
        {
            Console.Error.WriteLine($"error: {Terminal.Clean(e.Message)}");
            return null;
        }
    }

    private sealed record OldEstate(OldSources Sources, LoadedEstate? Estate, ImmutableArray<Diagnostic> Diagnostics);
}
