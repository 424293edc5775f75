using System.Text.Json.Nodes;

namespace ZtSegment.Flows.Tests.RandomEstates;

/// <summary>Writes facts as <c>--posture</c> and <c>--inventory</c> read them.</summary>
public static class FactsJson
{
    public static string Write(EstateFacts facts) => new JsonObject(facts.Workloads
        .Order(StringComparer.Ordinal)
        .Select(name => KeyValuePair.Create(name, (JsonNode?)Of(facts[name]))))
        .ToJsonString();

    private static JsonObject Of(WorkloadFacts facts)
    {
        var json = new JsonObject
        {
            ["quarantined"] = facts.Quarantined,
            ["addresses"] = new JsonArray([.. facts.Addresses.Select(a => (JsonNode)a.ToString())]),
            ["labels"] = new JsonObject(facts.Labels.Select(l => KeyValuePair.Create(l.Key, (JsonNode?)l.Value))),
        };
        if (facts.Compliant is { } compliant)
            json["compliant"] = compliant;
        if (facts.Risk is { } risk)
            json["risk"] = risk.ToString().ToLowerInvariant();
        return json;
    }
}
