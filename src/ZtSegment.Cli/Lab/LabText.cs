using System.Globalization;
using Spectre.Console;
using ZtSegment.Cli.Lab.Probing;
using ZtSegment.Flows;
using ZtSegment.Language;

namespace ZtSegment.Cli.Lab;

/// <summary>The outcome of a lab for people: a matrix, and every difference as a packet.</summary>
internal static class LabText
{
    private const int MostDifferences = 40;

    /// <param name="console">One that wraps no lines: a folded matrix would be unreadable.</param>
    public static void Write(IAnsiConsole console, LabResult result)
    {
        console.Write(Matrix(result));
        console.MarkupLine("[grey]Rows send, columns receive. A cell is the number of services (protocol and port) that pass, over any of the two hosts' addresses;[/]");
        console.MarkupLine("[grey]· is none, ! is not as declared. in, out: what the end does with what is not declared; a dash: nothing is enforced there.[/]");
        foreach (var note in result.Plan.Notes)
            console.MarkupLineInterpolated($"[yellow]note:[/] {note}");
        WriteDifferences(console, result);
    }

    /// <summary>One difference: the packet, what happened, and why it should not have.</summary>
    public static string Describe(LabPlan plan, Probe probe)
    {
        var (source, destination) = (plan.Hosts[probe.Source].Name, plan.Hosts[probe.Destination].Name);
        return $"{probe.From} -> {probe.To} {NameOf(probe)} ({source} -> {destination}): {Why(plan, probe)}";
    }

    private static string Why(LabPlan plan, Probe probe)
    {
        var stop = plan.Expectation.WhoStops(
            plan.Roles[probe.Source], probe.From, plan.Roles[probe.Destination], probe.To, probe.Protocol, probe.Port);
        return stop switch
        {
            ({ Workload: { } workload }, var direction) =>
                $"passed, but no policy lets it {(direction == Direction.Ingress ? "into" : "out of")} {workload.Name}, which enforces {(direction == Direction.Ingress ? "ingress" : "egress")}",
            _ => "did not pass, but every enforcing end should let it",
        };
    }

    public static string NameOf(Probe probe)
    {
        var protocol = Protocol.FromNumber(probe.Protocol);
        return probe.Port == 0 ? $"{protocol}" : $"{protocol}/{probe.Port}";
    }

    private static Table Matrix(LabResult result)
    {
        var plan = result.Plan;
        var cells = Cells(result);
        var table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn("").RightAligned().NoWrap().Padding(0, 0, 1, 0))
            .AddColumn(new TableColumn("host").NoWrap().Padding(0, 0, 1, 0))
            .AddColumn(new TableColumn("in").NoWrap().Padding(0, 0, 1, 0)).AddColumn(new TableColumn("out").NoWrap().Padding(0, 0, 1, 0));
        for (var column = 0; column < plan.Hosts.Length; column++)
            table.AddColumn(new TableColumn($"{column + 1}").RightAligned().NoWrap().Padding(0, 0, 1, 0));
        for (var row = 0; row < plan.Hosts.Length; row++)
        {
            var source = row;
            table.AddRow([
                $"{row + 1}", Markup.Escape(plan.Hosts[row].Name), ModeOf(plan.Roles[row], Direction.Ingress), ModeOf(plan.Roles[row], Direction.Egress),
                .. Enumerable.Range(0, plan.Hosts.Length).Select(column => cells.GetValueOrDefault((source, column), ""))]);
        }

        return table;
    }

    private static Dictionary<(int, int), string> Cells(LabResult result) => result.Plan.Probes
        .Select((probe, number) => (probe, passed: result.Passed[number]))
        .GroupBy(p => (p.probe.Source, p.probe.Destination))
        .ToDictionary(g => g.Key, g =>
        {
            var count = g.Where(p => p.passed).Select(p => (p.probe.Protocol, p.probe.Port)).Distinct().Count();
            var text = count == 0 ? "·" : $"{count}";
            return g.Any(p => p.passed != p.probe.Expected) ? $"[red]{text}![/]" : count == 0 ? $"[grey]{text}[/]" : text;
        });

    private static string ModeOf(LabRole role, Direction direction) => role.Modes is { } modes
        ? modes[direction] == Mode.Enforce ? "enforce" : "observe"
        : "[grey]-[/]";

    private static void WriteDifferences(IAnsiConsole console, LabResult result)
    {
        var differences = result.Differences.ToList();
        foreach (var probe in differences.Take(MostDifferences))
            console.MarkupLineInterpolated($"[red]different:[/] {Describe(result.Plan, probe)}");
        if (differences.Count > MostDifferences)
            console.MarkupLineInterpolated($"[red]different:[/] {differences.Count - MostDifferences} more; --format json names all");
        foreach (var proof in result.NotProved)
            console.MarkupLineInterpolated($"[red]{proof.Result.Verdict.ToString().ToLowerInvariant()}:[/] the table that the kernel of {proof.Host} holds{Why(proof)}");
        var passed = result.Passed.Count(p => p);
        var counts = string.Create(CultureInfo.InvariantCulture,
            $"{result.Plan.Hosts.Length} hosts, {result.Passed.Length:N0} probes in {result.Elapsed.TotalSeconds:0.0} s: {passed:N0} passed, {result.Passed.Length - passed:N0} did not");
        console.MarkupLineInterpolated(differences.Count == 0
            ? $"{counts}. [green]The kernel does what is declared.[/]"
            : (FormattableString)$"{counts}. [red]{differences.Count:N0} are not as declared.[/]");
        if (result.Proofs.Length > 0 && !result.NotProved.Any())
            console.MarkupLineInterpolated($"{result.Proofs.Length} tables, read back from the kernel: [green]each proved equal to what is declared.[/]");
    }

    private static string Why(LiveProof proof) => proof.Result switch
    {
        { Reason: { } reason } => $": {reason}",
        { Counterexamples: [var first, ..] } => string.Create(
            CultureInfo.InvariantCulture,
            $" {(first.RenderedAllows ? "lets through" : "stops")} {first.Source?.ToString() ?? "it"} -> {first.Destination?.ToString() ?? "it"} {Protocol.FromNumber(first.Protocol)}{(first.Port is { } port ? $"/{port}" : "")} ({first.Role})"),
        _ => "",
    };
}
