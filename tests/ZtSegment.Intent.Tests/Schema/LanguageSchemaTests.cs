using System.Text.Json.Nodes;
using CsCheck;
using ZtSegment.Language.Tests.Loading;

namespace ZtSegment.Language.Tests.Schema;

/// <summary>The schema refuses exactly the documents in which the loader finds something of ZT10xx or of <see cref="DiagnosticRules.Forms"/>.</summary>
public sealed class LanguageSchemaTests(SchemaFixture both) : IClassFixture<SchemaFixture>
{
    public static TheoryData<string> MarkedDocuments =>
        [.. MarkedFile.Names.Select(MarkedFile.Read).SelectMany(f => f.Documents).Where(IsReadable).Where(IsNotEmpty)];

    public static TheoryData<string> GoodDocuments => [.. GoodDocument.All];

    [Theory]
    [MemberData(nameof(MarkedDocuments))]
    public void Schema_and_loader_agree_on_bad_documents(string yaml) =>
        Assert.Equal(SchemaFixture.LoaderAcceptsForm(yaml), both.SchemaAccepts(YamlToJson.Convert(yaml)));

    [Theory]
    [MemberData(nameof(GoodDocuments))]
    public void Schema_and_loader_accept_every_field_of_the_language(string yaml)
    {
        Assert.Empty(SchemaFixture.Codes(yaml).Except([DiagnosticRules.UnknownReference.Code, DiagnosticRules.UnusedNsg.Code]));
        Assert.True(both.SchemaAccepts(YamlToJson.Convert(yaml)));
    }

    [Fact]
    public void Schema_and_loader_agree_on_documents_with_random_mistakes() => Mistakes.Any.Sample(
        document => Assert.Equal(SchemaFixture.LoaderAcceptsForm(document), both.SchemaAccepts(JsonNode.Parse(document))),
        iter: 2_000);

    [Fact]
    public void Schema_and_loader_agree_on_values_with_random_mistakes() => BadValues.Any.Sample(
        document => Assert.Equal(SchemaFixture.LoaderAcceptsForm(document), both.SchemaAccepts(YamlToJson.Convert(document))),
        iter: 2_000);

    [Theory]
    [InlineData("5.0")]
    [InlineData("1e3")]
    [InlineData("0.5")]
    [InlineData("0.0")]
    [InlineData("-1.0")]
    public void Schema_and_loader_agree_on_which_numbers_are_whole(string number)
    {
        var document = $"apiVersion: ztsegment/v1\nkind: Guardrail\nmetadata: {{ name: modest }}\nspec: {{ limit: {{ maxPorts: {number} }} }}\n";

        Assert.Equal(SchemaFixture.LoaderAcceptsForm(document), both.SchemaAccepts(YamlToJson.Convert(document)));
    }

    [Fact]
    public void Every_field_has_a_description() => Assert.DoesNotContain(Fields(JsonNode.Parse(LanguageSchema.Json)), field => !IsDescribed(field));

    /// <summary>YAML itself fails in ZT11xx, and such a document has no JSON.</summary>
    private static bool IsReadable(string yaml) => !SchemaFixture.Codes(yaml).Any(c => c.StartsWith("ZT11", StringComparison.Ordinal));

    private static bool IsNotEmpty(string yaml) => YamlToJson.Convert(yaml) is not null;

    private static IEnumerable<JsonNode> Fields(JsonNode? node) => node switch
    {
        JsonObject o => (o["properties"] as JsonObject ?? []).Select(p => p.Value!).Concat(o.SelectMany(p => Fields(p.Value))),
        JsonArray a => a.SelectMany(Fields),
        _ => [],
    };

    private static bool IsDescribed(JsonNode field) => field["description"] is not null || field["$ref"] is not null;
}
