using System.Text.Json;
using Spectre.Console;
using ZtSegment.Cli.Output;
using ZtSegment.Flows.Proof;

namespace ZtSegment.Cli.Verifying;

/// <summary>A verification as people read it and as machines do.</summary>
internal static class VerificationOutput
{
    /// <summary>Packets that are shown to people; JSON has them all.</summary>
    private const int MostShown = 50;

    public static void WriteJson(Verification verification) => JsonOutput.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("verdict", Word(verification.Verdict));
        json.WriteNumber("enforcementPoints", verification.EnforcementPoints);
        json.WriteStartArray("counterexamples");
        foreach (var packet in verification.Counterexamples)
            Write(json, packet);
        json.WriteEndArray();
        if (verification.Findings.Length > 0)
        {
            json.WriteStartArray("findings");
            foreach (var finding in verification.Findings)
            {
                json.WriteStartObject();
                json.WriteString("enforcementPoint", finding.EnforcementPoint);
                json.WriteString("verdict", Word(finding.Verdict));
                json.WriteString("message", finding.Message);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (verification.Notes.Length > 0)
        {
            json.WriteStartArray("notes");
            foreach (var note in verification.Notes)
                json.WriteStringValue(note);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    });

    public static void WriteText(Verification verification)
    {
        if (verification.Counterexamples.Length > 0)
            WritePackets(verification);
        foreach (var finding in verification.Findings)
            Terminal.OutLines.MarkupLine($"{Escape(Short(finding.EnforcementPoint))}: [{Style(finding.Verdict)}]{Word(finding.Verdict)}[/]: {Escape(finding.Message)}");
        foreach (var note in verification.Notes)
            Terminal.OutLines.MarkupLine($"[dim]{Escape(note)}[/]");
        var (points, workloads) = (verification.EnforcementPoints, verification.Compared);
        var summary = verification.Verdict switch
        {
            ProofVerdict.Equal => $"what {points} ruleset{(points == 1 ? " lets" : "s let")} through is what is declared, to the packet",
            ProofVerdict.Different => $"{verification.Counterexamples.Length} packet{S(verification.Counterexamples.Length)} and {verification.Findings.Length} finding{S(verification.Findings.Length)} in {points} ruleset{S(points)}",
            _ => $"{verification.Findings.Length} of {points} ruleset{S(points)} could not be proved",
        };
        Terminal.OutLines.MarkupLine(
            $"[{Style(verification.Verdict)}]{Word(verification.Verdict)}[/]: {summary}; what was compiled was compared with the oracle for {workloads} workload{S(workloads)}");
    }

    private static void WritePackets(Verification verification)
    {
        foreach (var packet in verification.Counterexamples.Take(MostShown))
            Terminal.OutLines.MarkupLine($"[bold]{Escape(packet.EnforcementPoint)}[/]: {Escape(Sentence(packet))}");
        if (verification.Counterexamples.Length > MostShown)
            Terminal.OutLines.MarkupLine($"... and {verification.Counterexamples.Length - MostShown} more: --format json has them all");
    }

    /// <summary><c>10.20.1.11 -> 10.20.2.7 tcp/5432: allowed by rule web-db (priority 1140), declared by no policy</c></summary>
    private static string Sentence(VerifiedPacket p)
    {
        var service = p.Port is { } port ? $"{p.Protocol}/{port}" : $"{p.Protocol}";
        var rule = p.Rule is null ? "" : $" by rule `{p.Rule}`";
        var rendered = p.RenderedAllows ? "allowed" : "denied";
        var declared = p.Policy is { } policy ? $"declared by {policy}" : p.DeclaredAllows ? "declared" : "declared by no policy";
        return $"{p.Source} -> {p.Destination} {service} ({p.Role}, {Word(p)}): {rendered}{rule}, {declared}";
    }

    private static void Write(Utf8JsonWriter json, VerifiedPacket packet)
    {
        json.WriteStartObject();
        json.WriteString("enforcementPoint", packet.EnforcementPoint);
        json.WriteString("direction", Word(packet));
        json.WriteString("source", packet.Source?.ToString());
        json.WriteString("destination", packet.Destination?.ToString());
        json.WriteString("protocol", packet.Protocol.ToString());
        if (packet.Port is { } port)
            json.WriteNumber("port", port);
        else
            json.WriteNull("port");
        json.WriteString("rendered", Allow(packet.RenderedAllows));
        json.WriteString("declared", Allow(packet.DeclaredAllows));
        json.WriteString("rule", packet.Rule);
        json.WriteString("policy", packet.Policy);
        json.WriteString("packet", packet.Role);
        json.WriteEndObject();
    }

    /// <summary>A network security group by its name alone.</summary>
    private static string Short(string point) => point[(point.LastIndexOf('/') + 1)..];

    private static string Word(VerifiedPacket packet) => packet.Direction.ToString().ToLowerInvariant();

    private static string Word(ProofVerdict verdict) => verdict.ToString().ToLowerInvariant();

    private static string Allow(bool allows) => allows ? "allow" : "deny";

    private static string S(int count) => count == 1 ? "" : "s";

    private static string Style(ProofVerdict verdict) => verdict switch
    {
        ProofVerdict.Equal => "bold green",
        ProofVerdict.Different => "bold red",
        _ => "bold yellow",
    };

    private static string Escape(string text) => Markup.Escape(Terminal.Clean(text));
}
