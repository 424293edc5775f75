using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using ZtSegment.Flows;
using ZtSegment.Language;

namespace ZtSegment.Cli.Output;

/// <summary>Diagnostics as SARIF 2.1.0 (OASIS), which code scanning reads.</summary>
internal static class SarifOutput
{
    private const string Schema = "https://json.schemastore.org/sarif-2.1.0.json";

    public static void Write(ImmutableArray<Diagnostic> diagnostics) => JsonOutput.Write(json => Write(json, diagnostics));

    private static void Write(Utf8JsonWriter json, ImmutableArray<Diagnostic> diagnostics)
    {
        var rules = diagnostics.Select(d => d.Code).Distinct().Order(StringComparer.Ordinal).ToList();
        json.WriteStartObject();
        json.WriteString("$schema", Schema);
        json.WriteString("version", "2.1.0");
        json.WriteStartArray("runs");
        json.WriteStartObject();
        WriteTool(json, rules);
        json.WriteString("columnKind", "utf16CodeUnits");
        json.WriteStartArray("results");
        foreach (var diagnostic in diagnostics)
            WriteResult(json, diagnostic, rules.IndexOf(diagnostic.Code));
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTool(Utf8JsonWriter json, List<string> codes)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "ztseg");
        json.WriteString("version", typeof(SarifOutput).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]);
        json.WriteStartArray("rules");
        foreach (var code in codes)
        {
            json.WriteStartObject();
            json.WriteString("id", code);
            if (DiagnosticRules.All.Concat(FindingRules.All).FirstOrDefault(r => r.Code == code) is { } rule)
            {
                json.WriteStartObject("shortDescription");
                json.WriteString("text", rule.Title);
                json.WriteEndObject();
                json.WriteStartObject("defaultConfiguration");
                json.WriteString("level", DiagnosticOutput.Word(rule.Severity));
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, Diagnostic diagnostic, int rule)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", diagnostic.Code);
        json.WriteNumber("ruleIndex", rule);
        json.WriteString("level", DiagnosticOutput.Word(diagnostic.Severity));
        json.WriteStartObject("message");
        json.WriteString("text", $"{DiagnosticOutput.Sentence(diagnostic)}. {char.ToUpperInvariant(diagnostic.Remedy[0])}{diagnostic.Remedy[1..]}");
        json.WriteEndObject();
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", UriOf(diagnostic.Position.File));
        json.WriteEndObject();
        json.WriteStartObject("region");
        json.WriteNumber("startLine", diagnostic.Position.Line);
        json.WriteNumber("startColumn", diagnostic.Position.Column);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Relative paths stay relative, to the root of the repository that is scanned.</summary>
    private static string UriOf(string file) => Path.IsPathRooted(file)
        ? new Uri(file).AbsoluteUri
        : string.Join('/', Path.GetRelativePath(".", file).Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString));
}
