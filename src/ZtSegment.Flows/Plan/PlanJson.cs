using System.Text.Encodings.Web;
using System.Text.Json;
using ZtSegment.Flows.Graph;
using ZtSegment.Flows.Guardrails;

namespace ZtSegment.Flows.Plan;

/// <summary>Writes a plan as JSON, an entry on each line; opened and closed flows as they are made, since there may be millions.</summary>
public static class PlanJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(FlowPlan plan, Stream output)
    {
        output.Write("{\"opened\":["u8);
        FlowJson.WriteLines(plan.Opened.Edges(), output);
        output.Write("],\n\"closed\":["u8);
        FlowJson.WriteLines(plan.Closed.Edges(), output);
        output.Write("],\n"u8);
        Array(output, "guardrails", plan.Guardrails, Write);
        Array(output, "enforcementPoints", plan.EnforcementPoints, static (json, point) =>
        {
            json.WriteString("name", point.Name);
            json.WriteString("change", Word(point.Kind));
            json.WriteString("target", point.IsNsg ? "azure" : "linux");
        });
        Array(output, "modes", plan.Modes, static (json, mode) =>
        {
            json.WriteString("workload", mode.Workload);
            json.WriteString("change", Word(mode.Kind));
            if (mode.Direction is { } direction)
                json.WriteString("direction", Word(direction));
        });
        Array(output, "management", plan.Management, static (json, change) =>
        {
            json.WriteString("change", change.IsRemoved ? "removed" : "added");
            json.WriteString("section", change.IsController ? "controller" : "access");
            json.WriteString("cidr", change.Remote.ToString());
            Write(json, "ports", change.Services.Split(' '));
        });
        Array(output, "dormant", plan.Dormant, static (json, edge) =>
        {
            FlowJson.Write(json, "source"u8, edge.Source);
            FlowJson.Write(json, "destination"u8, edge.Destination);
            Write(json, "ports", edge.Services);
            json.WriteString("policy", edge.Policy.Name);
        });
        Array(output, "becomesComposed", plan.BecomesComposed, FlowJson.WriteFields);
        Array(output, "stopsComposed", plan.StopsComposed, FlowJson.WriteFields);
        Array(output, "deadlines", plan.Deadlines, static (json, deadline) =>
        {
            json.WriteString("policy", deadline.Policy.Name);
            Write(json, "expires", deadline.Policy.Expires);
            if (deadline.Before is { } before)
                Write(json, "expiresBefore", before.Expires);
            Write(json, "reviewBy", deadline.Policy.ReviewBy);
        });
        Array(output, "budgets", plan.Budgets, static (json, budget) =>
        {
            json.WriteString("nsg", budget.Name);
            json.WriteString("id", budget.Id);
            foreach (var share in budget.Shares)
            {
                var word = Word(share.What);
                json.WriteNumber(word, share.Used);
                json.WriteNumber(word + "Limit", share.Limit);
                if (share.Before is { } before)
                    json.WriteNumber(word + "Before", before);
            }
        });
        output.Write("\"hash\":\""u8);
        output.Write(System.Text.Encoding.ASCII.GetBytes(plan.Hash));
        output.Write("\"}\n"u8);
    }

    private static void Array<T>(Stream output, string name, IEnumerable<T> entries, Action<Utf8JsonWriter, T> write)
    {
        output.Write(System.Text.Encoding.ASCII.GetBytes($"\"{name}\":["));
        var separator = "\n"u8;
        foreach (var entry in entries)
        {
            output.Write(separator);
            separator = ",\n"u8;
            using var json = new Utf8JsonWriter(output, Options);
            json.WriteStartObject();
            write(json, entry);
            json.WriteEndObject();
        }

        if (separator.Length > 1)
            output.Write("\n"u8);
        output.Write("],\n"u8);
    }

    private static void Write(Utf8JsonWriter json, GuardrailFinding finding)
    {
        json.WriteString("name", finding.Guardrail.Name);
        json.WriteString("severity", Word(finding.Guardrail.Severity));
        json.WriteString("change", Word(finding.Change));
        json.WriteString("of", finding.IsOld ? "old" : "new");
        if (finding.Violation?.Packet is { } packet)
        {
            json.WriteStartObject("packet");
            Write(json, "source", packet.Source);
            Write(json, "destination", packet.Destination);
            json.WriteString("protocol", packet.Protocol.ToString());
            if (packet.Port is { } port)
                json.WriteNumber("port", port);
            else
                json.WriteNull("port");
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("packet");
        }

        Write(json, "policies", finding.Violation?.Policies.Select(p => p.Name) ?? []);
        json.WriteString("message", finding.Found);
        json.WriteString("file", finding.Position.File);
        json.WriteNumber("line", finding.Position.Line);
    }

    private static void Write(Utf8JsonWriter json, string name, PacketEnd end)
    {
        json.WriteStartObject(name);
        if (end.Workload is { } workload)
            json.WriteString("workload", workload.Name);
        json.WriteString("address", end.Address.ToString());
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } known)
            json.WriteString(name, known.UtcDateTime);
        else
            json.WriteNull(name);
    }

    /// <summary><c>source prefixes</c> as <c>sourcePrefixes</c>.</summary>
    private static string Word(string words) => words.Split(' ') is [var first, .. var rest]
        ? first + string.Concat(rest.Select(w => char.ToUpperInvariant(w[0]) + w[1..]))
        : words;

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
