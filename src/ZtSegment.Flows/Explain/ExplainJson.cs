using System.Text.Json;

namespace ZtSegment.Flows.Explain;

/// <summary>Writes an explanation as JSON.</summary>
public static class ExplainJson
{
    public static void Write(Utf8JsonWriter json, Explanation explanation)
    {
        json.WriteStartObject();
        json.WriteString("verdict"u8, Word(explanation.IsAllowed));
        json.WriteString("effective"u8, explanation.Effective.ToString().ToLowerInvariant());
        json.WriteStartArray("ends"u8);
        foreach (var end in explanation.Ends)
            Write(json, end);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ExplainedEnd end)
    {
        json.WriteStartObject();
        json.WriteString("end"u8, end.Word);
        json.WriteString("workload"u8, end.Workload?.Name);
        json.WriteString("mode"u8, end.ModeWord);
        json.WriteString("verdict"u8, Word(end.IsAllowed));
        json.WriteStartArray("policies"u8);
        foreach (var policy in end.Policies)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, policy.Name);
            json.WriteString("file"u8, policy.Position.File);
            json.WriteNumber("line"u8, policy.Position.Line);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (end.Missing is not null)
            json.WriteString("missing"u8, end.Missing);
        json.WriteEndObject();
    }

    private static string Word(bool isAllowed) => isAllowed ? "allowed" : "denied";
}
