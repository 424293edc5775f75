using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace ZtSegment.Storage.Tests.Serialization;

/// <summary>A state that has changed its shape twice.</summary>
[StateSchema(3, Upgrade = typeof(AgedUpgrade))]
public sealed record Aged(string Name, ImmutableArray<string> Addresses, AgedMode Mode, long? Seen = null);

public enum AgedMode
{
    Observe,
    Enforce,
}

public sealed class AgedUpgrade : IStateUpgrade
{
    public JsonNode? Upgrade(int from, JsonNode? state)
    {
        var old = state!.AsObject();
        return from switch
        {
            // One address became several.
            1 => new JsonObject { ["name"] = (string?)old["name"], ["addresses"] = new JsonArray((string?)old["address"]), ["enforced"] = (bool?)old["enforced"] },
            // A flag became a mode.
            _ => new JsonObject
            {
                ["name"] = (string?)old["name"], ["addresses"] = old["addresses"]!.DeepClone(), ["mode"] = (bool?)old["enforced"] == true ? "enforce" : "observe",
            },
        };
    }
}
