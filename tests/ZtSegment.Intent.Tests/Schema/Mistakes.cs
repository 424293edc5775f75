using System.Text.Json.Nodes;
using CsCheck;

namespace ZtSegment.Language.Tests.Schema;

/// <summary>Good documents, as JSON text, with one to three random changes of their shape.</summary>
internal static class Mistakes
{
    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-3", "7", "1.5", "\"\"", "\"text\"", "\"10.0.0.0/8\"", "\"443/tcp\"", "\"enforce\"", "\"In\"", "\"Exists\"",
        "[]", "[null]", "[\"a\"]", "[7]", "{}", "{\"a\":\"b\"}", "[{}]", "[[]]", "{\"selector\":{}}", "[{\"selector\":{}}]", "[{\"cidr\":\"10.0.0.0/8\"}]",
    ];

    private static readonly string[] Keys =
    [
        "unknown", "kind", "name", "spec", "labels", "from", "to", "ports", "selector", "values", "except", "cidrs", "serviceTag", "addresses",
        "addressesFrom", "segment", "workload", "cidr", "ingress", "never", "limit", "linux",
    ];

    public static Gen<string> Any { get; } =
        from document in Gen.OneOf(GoodDocument.All.Select(d => Gen.Const(YamlToJson.Convert(d)!.ToJsonString())).ToArray())
        from changes in Gen.Select(Gen.Int[0, 999], Gen.Int[0, 3], Gen.Int[0, Values.Length - 1], Gen.Int[0, Keys.Length - 1]).Array[1, 3]
        select changes.Aggregate(document, (text, c) => Change(text, c.Item1, c.Item2, Values[c.Item3], Keys[c.Item4]));

    private static string Change(string text, int which, int how, string value, string key)
    {
        var root = JsonNode.Parse(text)!;
        var nodes = Within(root).ToList();
        var node = nodes[which % nodes.Count];
        switch (how)
        {
            case 0 when node is JsonObject { Count: > 0 } mapping:
                mapping.Remove(mapping.ElementAt(which % mapping.Count).Key);
                break;
            case 1 when node is JsonObject mapping:
                mapping[key] = JsonNode.Parse(value);
                break;
            case 0 or 1 when node is JsonArray { Count: > 0 } list:
                list.RemoveAt(which % list.Count);
                break;
            case 2 when node is JsonArray list:
                list.Add(JsonNode.Parse(value));
                break;
            default:
                if (node is not null && node != root)
                    node.ReplaceWith(JsonNode.Parse(value));
                break;
        }

        return root.ToJsonString();
    }

    private static IEnumerable<JsonNode?> Within(JsonNode? node) => node switch
    {
        JsonObject mapping => mapping.SelectMany(p => Within(p.Value)).Prepend(node),
        JsonArray list => list.SelectMany(Within).Prepend(node),
        _ => [node],
    };
}
