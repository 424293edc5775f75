using System.Text;
using System.Text.Json.Nodes;
using NJsonSchema;

namespace ZtSegment.Language.Tests.Schema;

/// <summary>Asks the loader and the schema about the same document.</summary>
public sealed class SchemaFixture
{
    private readonly JsonSchema schema = JsonSchema.FromJsonAsync(LanguageSchema.Json).GetAwaiter().GetResult();

    public bool SchemaAccepts(JsonNode? document) => schema.Validate(document?.ToJsonString() ?? "null").Count == 0;

    /// <summary>Whether the loader finds nothing that the schema refuses too.</summary>
    public static bool LoaderAcceptsForm(string yaml) => !Codes(yaml).Any(IsOfTheSchema);

    private static bool IsOfTheSchema(string code) =>
        code.StartsWith("ZT10", StringComparison.Ordinal) || DiagnosticRules.Forms.Any(rule => rule.Code == code);

    public static IEnumerable<string> Codes(string yaml) =>
        IntentLoader.Load([new SourceText("document.yaml", Encoding.UTF8.GetBytes(yaml))]).Diagnostics.Select(d => d.Code);
}
