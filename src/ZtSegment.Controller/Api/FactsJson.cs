using System.Text.Json;
using ZtSegment.Flows;

namespace ZtSegment.Controller.Api;

/// <summary>Writes facts as a facts file: what is unknown is left out.</summary>
internal static class FactsJson
{
    public static byte[] Write(IEnumerable<KeyValuePair<string, WorkloadFacts>> facts)
    {
        using var stream = new MemoryStream();
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        foreach (var (workload, known) in facts.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            json.WriteStartObject(workload);
            Write(json, known);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.Flush();
        return stream.ToArray();
    }

    private static void Write(Utf8JsonWriter json, WorkloadFacts facts)
    {
        if (facts.Compliant is { } compliant)
            json.WriteBoolean("compliant", compliant);
        if (facts.Risk is { } risk)
            json.WriteString("risk", risk.ToString().ToLowerInvariant());
        if (facts.Quarantined)
            json.WriteBoolean("quarantined", true);
        if (!facts.Addresses.IsEmpty)
        {
            json.WriteStartArray("addresses");
            foreach (var address in facts.Addresses)
                json.WriteStringValue(address.ToString());
            json.WriteEndArray();
        }

        if (facts.Labels.Count == 0)
            return;
        json.WriteStartObject("labels");
        foreach (var (key, value) in facts.Labels)
            json.WriteString(key, value);
        json.WriteEndObject();
    }
}
