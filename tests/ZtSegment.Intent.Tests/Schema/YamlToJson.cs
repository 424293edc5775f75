using System.Globalization;
using System.Text.Json.Nodes;
using ZtSegment.Language.Loading;
using ZtSegment.Language.Loading.Yaml;

namespace ZtSegment.Language.Tests.Schema;

/// <summary>One YAML document as JSON, by the core schema, as an editor shows it to a JSON Schema.</summary>
internal static class YamlToJson
{
    public static JsonNode? Convert(string yaml)
    {
        var cursor = new YamlCursor(yaml, 1, new DiagnosticSink("document"));
        cursor.Advance();
        cursor.Advance();
        return Read(cursor);
    }

    private static JsonNode? Read(YamlCursor cursor)
    {
        var at = cursor.Current;
        cursor.Advance();
        switch (at.Token)
        {
            case YamlToken.MappingStart:
                var mapping = new JsonObject();
                while (cursor.Token != YamlToken.MappingEnd)
                {
                    var key = cursor.Current.Text;
                    cursor.Advance();
                    mapping[key] = Read(cursor);
                }

                cursor.Advance();
                return mapping;
            case YamlToken.SequenceStart:
                var list = new JsonArray();
                while (cursor.Token != YamlToken.SequenceEnd)
                    list.Add(Read(cursor));
                cursor.Advance();
                return list;
            default:
                return at.Kind switch
                {
                    ScalarKind.Null => null,
                    ScalarKind.Boolean => at.Text[0] is 't' or 'T',
                    ScalarKind.Integer => CoreSchema.Integer(at.Text),
                    ScalarKind.Float => double.TryParse(at.Text, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : 1.5,
                    _ => at.Text,
                };
        }
    }
}
