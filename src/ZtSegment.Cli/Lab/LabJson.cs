using System.Text.Json;
using ZtSegment.Cli.Lab.Probing;
using ZtSegment.Flows;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Cli.Lab;

/// <summary>The outcome of a lab for machines: every probe, in the words of a counterexample.</summary>
internal static class LabJson
{
    public static void Write(Utf8JsonWriter json, LabResult result)
    {
        var plan = result.Plan;
        json.WriteStartObject();
        json.WriteString("verdict", Word(result.Verdict));
        json.WriteStartArray("hosts");
        for (var host = 0; host < plan.Hosts.Length; host++)
            WriteHost(json, plan.Hosts[host], plan.Roles[host]);
        json.WriteEndArray();
        WriteProbes(json, "differences", result, isWanted: (probe, passed) => probe.Expected != passed);
        WriteProbes(json, "probes", result, isWanted: (_, _) => true);
        json.WriteStartArray("tables");
        foreach (var proof in result.Proofs)
            WriteProof(json, proof);
        json.WriteEndArray();
        json.WriteStartArray("notes");
        foreach (var note in plan.Notes)
            json.WriteStringValue(note);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteHost(Utf8JsonWriter json, LabHost host, LabRole role)
    {
        json.WriteStartObject();
        json.WriteString("name", host.Name);
        json.WriteString("kind", role.Kind.ToString().ToLowerInvariant());
        json.WriteString("ingress", ModeOf(role, Direction.Ingress));
        json.WriteString("egress", ModeOf(role, Direction.Egress));
        json.WriteStartArray("addresses");
        foreach (var address in host.Addresses)
            json.WriteStringValue($"{address}");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteProbes(Utf8JsonWriter json, string name, LabResult result, Func<Probe, bool, bool> isWanted)
    {
        json.WriteStartArray(name);
        for (var number = 0; number < result.Passed.Length; number++)
        {
            var (probe, passed) = (result.Plan.Probes[number], result.Passed[number]);
            if (isWanted(probe, passed))
                WriteProbe(json, result.Plan, probe, passed);
        }

        json.WriteEndArray();
    }

    private static void WriteProbe(Utf8JsonWriter json, LabPlan plan, Probe probe, bool passed)
    {
        json.WriteStartObject();
        json.WriteString("from", plan.Hosts[probe.Source].Name);
        json.WriteString("to", plan.Hosts[probe.Destination].Name);
        json.WriteString("source", $"{probe.From}");
        json.WriteString("destination", $"{probe.To}");
        json.WriteString("protocol", $"{Protocol.FromNumber(probe.Protocol)}");
        if (probe.Port == 0)
            json.WriteNull("port");
        else
            json.WriteNumber("port", probe.Port);
        json.WriteString("observed", Word(passed));
        json.WriteString("expected", Word(probe.Expected));
        json.WriteEndObject();
    }

    private static void WriteProof(Utf8JsonWriter json, LiveProof proof)
    {
        json.WriteStartObject();
        json.WriteString("workload", proof.Host);
        json.WriteString("verdict", Word(proof.Result.Verdict));
        if (proof.Result.Reason is { } reason)
            json.WriteString("reason", reason);
        json.WriteEndObject();
    }

    private static string Word(ProofVerdict verdict) => verdict.ToString().ToLowerInvariant();

    private static string Word(bool passes) => passes ? "allow" : "deny";

    private static string? ModeOf(LabRole role, Direction direction) => role.Modes is { } modes
        ? modes[direction] == Mode.Enforce ? "enforce" : "observe"
        : null;
}
