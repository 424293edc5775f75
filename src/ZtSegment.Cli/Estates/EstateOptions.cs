using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;
using ZtSegment.Cli.Output;
using ZtSegment.Cli.Remote;
using ZtSegment.Flows;
using ZtSegment.Language;

namespace ZtSegment.Cli.Estates;

/// <summary>The arguments that every command on an estate takes: where its documents are, and what the compiler is to know besides.</summary>
internal sealed partial class EstateOptions
{
    private readonly Argument<string[]> paths = new("path")
    {
        Description = "Files and folders of documents (default: the current folder).",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<DateTimeOffset?> at = new("--at")
    {
        Description = "The moment to judge at, RFC 3339 such as 2026-12-01T00:00:00Z (default: now).",
        CustomParser = ParseTime,
        HelpName = "time",
    };

    private readonly Option<string[]> posture = FactsOption("--posture", "JSON file of facts: compliance, risk and quarantine of workloads.");
    private readonly Option<string[]> inventory = FactsOption("--inventory", "JSON file of facts: addresses and labels of workloads.");

    private readonly Option<bool> strict = new("--strict") { Description = "Warnings are errors." };

    private readonly Option<OutputFormat> format;

    private readonly ControllerOptions? controller;

    /// <param name="formats">What <c>--format</c> takes, the default first.</param>
    public EstateOptions(Command command, params OutputFormat[] formats)
        : this(command, mayAskController: false, formats)
    {
    }

    /// <inheritdoc cref="EstateOptions(Command, OutputFormat[])"/>
    /// <param name="mayAskController">The estate may be what is in force at a controller.</param>
    public EstateOptions(Command command, bool mayAskController, params OutputFormat[] formats)
    {
        controller = mayAskController ? new ControllerOptions(command, isOptional: true) : null;
        format = new Option<OutputFormat>("--format")
        {
            Description = "How to write the answer.",
            DefaultValueFactory = _ => formats[0],
            CustomParser = result => ParseFormat(result, formats),
            HelpName = string.Join('|', formats.Select(Word)),
        };
        format.CompletionSources.Add(_ => formats.Select(f => new System.CommandLine.Completions.CompletionItem(Word(f))));
        command.Arguments.Add(paths);
        command.Options.Add(at);
        command.Options.Add(posture);
        command.Options.Add(inventory);
        command.Options.Add(strict);
        command.Options.Add(format);
    }

    public OutputFormat Format(ParseResult parsed) => parsed.GetValue(format);

    /// <summary>The moment that <c>--at</c> names, or null.</summary>
    public DateTimeOffset? At(ParseResult parsed) => parsed.GetValue(at);

    /// <summary>Reads and compiles; where that fails, under <c>--strict</c> finds a warning, or breaks a guardrail, says why and returns null.</summary>
    /// <param name="refusal">What to end with where it returns null.</param>
    /// <param name="otherwise">The moment to judge at where <c>--at</c> names none; null: now.</param>
    /// <param name="toShow">An estate that breaks a guardrail is only shown, and so returned too.</param>
    public LoadedEstate? Load(ParseResult parsed, out int refusal, DateTimeOffset? otherwise = null, bool toShow = false)
    {
        var (estate, diagnostics) = Read(parsed, otherwise);
        refusal = estate is null ? ExitCode.Invalid : ExitCode.Found;
        if (estate is not null && (toShow || !estate.BreaksGuardrail))
        {
            DiagnosticOutput.WriteText(Terminal.ErrorLines, diagnostics.Where(d => d.Severity == Severity.Error));
            WarnOf(diagnostics);
            return estate;
        }

        Refuse(parsed, diagnostics);
        return null;
    }

    /// <summary>Tells why nothing is answered: as JSON too, where that was asked for.</summary>
    public void Refuse(ParseResult parsed, ImmutableArray<Diagnostic> diagnostics)
    {
        if (Format(parsed) == OutputFormat.Json)
            DiagnosticOutput.WriteJson(diagnostics);
        DiagnosticOutput.WriteText(Terminal.ErrorLines, diagnostics.Where(d => d.Severity != Severity.Note));
    }

    /// <summary>All diagnostics, and the estate where its documents are valid, though they may break a guardrail.</summary>
    public (LoadedEstate? Estate, ImmutableArray<Diagnostic> Diagnostics) Read(ParseResult parsed, DateTimeOffset? otherwise = null)
    {
        var now = At(parsed) ?? otherwise ?? DateTimeOffset.UtcNow;
        return controller?.Url(parsed) is null
            ? EstateReader.Read(Paths(parsed), FactFiles(parsed), now, IsStrict(parsed))
            : ReadRemote(parsed, now);
    }

    private (LoadedEstate? Estate, ImmutableArray<Diagnostic> Diagnostics) ReadRemote(ParseResult parsed, DateTimeOffset now)
    {
        if (parsed.GetValue(paths) is { Length: > 0 })
            throw new InvalidArgumentException("--controller asks about what is in force there, so no path is read; leave one of them out (`plan PATH --from URL` compares them)");
        using var client = controller!.Connect(parsed);
        var remote = RemoteEstate.FetchAsync(client, CancellationToken.None).GetAwaiter().GetResult();
        var facts = FactFiles(parsed).Count > 0 ? FactFiles(parsed).Select(SourceFiles.ReadFile) : [(remote.Facts, null)];
        return EstateReader.Judge(IntentLoader.Load([.. remote.Documents.Select(d => d.Text)]), [], [.. facts], now, IsStrict(parsed));
    }

    public IReadOnlyList<string> Paths(ParseResult parsed) => parsed.GetValue(paths) is { Length: > 0 } some ? some : ["."];

    public IReadOnlyList<string> FactFiles(ParseResult parsed) => [.. parsed.GetValue(posture) ?? [], .. parsed.GetValue(inventory) ?? []];

    public bool IsStrict(ParseResult parsed) => parsed.GetValue(strict);

    /// <summary>Says on standard error how many warnings there are.</summary>
    public static void WarnOf(ImmutableArray<Diagnostic> diagnostics)
    {
        var warnings = diagnostics.Where(d => d.Severity == Severity.Warning).Sum(d => d.Count);
        if (warnings > 0)
            Console.Error.WriteLine($"{warnings} warning{(warnings == 1 ? "" : "s")}: `ztseg validate` shows {(warnings == 1 ? "it" : "them")}.");
    }

    private static Option<string[]> FactsOption(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "file",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    private static DateTimeOffset? ParseTime(ArgumentResult result)
    {
        var text = result.Tokens[^1].Value;
        if (Rfc3339().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return time;
        result.AddError($"--at: `{text}` is no RFC 3339 time; write one like 2026-12-01T00:00:00Z");
        return null;
    }

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})\z")]
    private static partial Regex Rfc3339();

    private static OutputFormat ParseFormat(ArgumentResult result, OutputFormat[] formats)
    {
        var text = result.Tokens.Count == 0 ? Word(formats[0]) : result.Tokens[^1].Value;
        foreach (var known in formats)
        {
            if (Word(known) == text)
                return known;
        }

        result.AddError($"--format: `{text}` is not one of {string.Join(", ", formats.Select(Word))}");
        return default;
    }

    private static string Word(OutputFormat format) => format.ToString().ToLowerInvariant();
}
