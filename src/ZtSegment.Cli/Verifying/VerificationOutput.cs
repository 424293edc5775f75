using System.Text.Json;
using Spectre.Console;
using ZtSegment.Cli.Output;
using ZtSegment.Flows.Proof;

namespace ZtSegment.Cli.Verifying;

/// <summary>A verification as people read it and as machines do.</summary>
internal static class VerificationOutput
{
    /// <summary>Rows of the table; JSON has them all.</summary>
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
            WriteTable(verification);
        foreach (var finding in verification.Findings)
            Terminal.OutLines.MarkupLine($"{Escape(finding.EnforcementPoint)}: [{Style(finding.Verdict)}]{Word(finding.Verdict)}[/]: {Escape(finding.Message)}");
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

    private static void WriteTable(Verification verification)
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumns("point", "direction", "source", "destination", "service", "packet", "rendered", "declared", "rule");
        foreach (var p in verification.Counterexamples.Take(MostShown))
        {
            table.AddRow(new[]
            {
                p.EnforcementPoint, Word(p), $"{p.Source}", $"{p.Destination}", p.Port is { } port ? $"{p.Protocol}/{port}" : $"{p.Protocol}", p.Role,
                Allow(p.RenderedAllows), p.Policy is { } policy ? $"{Allow(p.DeclaredAllows)} ({policy})" : Allow(p.DeclaredAllows), p.Rule ?? "",
            }.Select(cell => new Text(Terminal.Clean(cell))));
        }

        Terminal.Out.Write(table);
        if (verification.Counterexamples.Length > MostShown)
            Terminal.OutLines.MarkupLine($"... and {verification.Counterexamples.Length - MostShown} more: --format json has them all");
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
