using System.Text.Json.Nodes;

namespace ZtSegment.Azure.Tests;

/// <summary>Edits of a body as a person or another tool would make them.</summary>
internal static class JsonRules
{
    /// <summary>The body after an edit of its list of rules.</summary>
    public static string Edit(string body, Action<JsonArray> edit)
    {
        var json = JsonNode.Parse(body)!;
        edit(json["properties"]!["securityRules"]!.AsArray());
        return json.ToJsonString();
    }

    /// <summary>The body after an edit of the rule whose name begins so.</summary>
    public static string EditRule(string body, string name, Action<JsonObject> edit) => Edit(body, rules => edit(Properties(rules, name)));

    public static JsonObject Properties(JsonArray rules, string name) => Rule(rules, name)["properties"]!.AsObject();

    public static JsonObject Rule(JsonArray rules, string name) => rules.Single(r => r!["name"]!.GetValue<string>().StartsWith(name, StringComparison.Ordinal))!.AsObject();
}
