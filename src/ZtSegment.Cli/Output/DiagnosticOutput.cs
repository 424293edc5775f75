using System.Collections.Immutable;
using System.Text.Json;
using Spectre.Console;
using ZtSegment.Language;

namespace ZtSegment.Cli.Output;

/// <summary>Diagnostics as people read them and as machines do.</summary>
internal static class DiagnosticOutput
{
    /// <summary>One after the other, each with its place, what is wrong, and what would be right.</summary>
    public static void WriteText(IAnsiConsole console, IEnumerable<Diagnostic> diagnostics)
    {
        foreach (var d in diagnostics)
            console.MarkupLine($"{Escape($"{d.Position}: ")}{Marked(d)}");
    }

    /// <summary>As <see cref="WriteText"/>, with an empty line after each file.</summary>
    public static void WriteByFile(IAnsiConsole console, IEnumerable<Diagnostic> diagnostics)
    {
        foreach (var ofFile in diagnostics.GroupBy(d => d.Position.File, StringComparer.Ordinal))
        {
            WriteText(console, ofFile);
            console.WriteLine();
        }
    }

    /// <summary>What was found, and how often.</summary>
    public static string Sentence(Diagnostic d) => d.Count > 1 && !d.Message.StartsWith("and ", StringComparison.Ordinal) ? $"{d.Message} (and {d.Count - 1} more like it)" : d.Message;

    public static void WriteJson(ImmutableArray<Diagnostic> diagnostics) => JsonOutput.Write(json =>
    {
        json.WriteStartObject();
        WriteArray(json, diagnostics);
        json.WriteEndObject();
    });

    public static void WriteArray(Utf8JsonWriter json, ImmutableArray<Diagnostic> diagnostics)
    {
        json.WriteStartArray("diagnostics");
        foreach (var d in diagnostics)
        {
            json.WriteStartObject();
            json.WriteString("code", d.Code);
            json.WriteString("severity", Word(d.Severity));
            json.WriteString("file", d.Position.File);
            json.WriteNumber("line", d.Position.Line);
            json.WriteNumber("column", d.Position.Column);
            json.WriteString("message", d.Message);
            json.WriteString("remedy", d.Remedy);
            if (d.Count > 1)
                json.WriteNumber("count", d.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static string Word(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "note",
    };

    private static string Marked(Diagnostic d) =>
        $"[{Style(d.Severity)}]{Word(d.Severity)} {d.Code}[/]: {Escape(Sentence(d))}\n    [dim]{Escape(d.Remedy)}[/]";

    private static string Escape(string text) => Markup.Escape(Terminal.Clean(text));

    private static string Style(Severity severity) => severity switch
    {
        Severity.Error => "bold red",
        Severity.Warning => "yellow",
        _ => "blue",
    };
}
