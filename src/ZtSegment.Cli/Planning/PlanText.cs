using Spectre.Console;
using ZtSegment.Cli.Output;
using ZtSegment.Flows.Graph;
using ZtSegment.Flows.Plan;

namespace ZtSegment.Cli.Planning;

/// <summary>A plan for people: counts first, then guardrails, then flows, then what else it does.</summary>
internal sealed class PlanText(IAnsiConsole console, PlannedEstates estates, FlowPlan plan)
{
    /// <summary>Lines of folded flows of one kind; JSON has every flow.</summary>
    private const int MostLines = 200;

    public void Write(bool byWorkload)
    {
        Line($"[dim]compared with {Escape(estates.OldWords)}[/]");
        foreach (var note in estates.OldNotes)
            Line($"[yellow]{Escape(note)}[/]");
        foreach (var count in PlanWords.Counts(plan))
            Line(count.StartsWith("breaks", StringComparison.Ordinal) ? $"[bold red]{Escape(count)}[/]" : Escape(count));
        WriteGuardrails();
        WriteFlows("[bold]Opens[/]", plan.Opened, byWorkload);
        WriteFlows("[bold]Closes[/]", plan.Closed, byWorkload);
        WriteEdges("Becomes composed (two policies let it pass only together)", plan.BecomesComposed);
        WriteEdges("Is no longer composed", plan.StopsComposed);
        Section("Opens as soon as somebody joins (an end is empty now)", plan.Dormant, edge =>
            Line($"  {Escape($"{edge.Source} → {edge.Destination}")}  [aqua]{Escape(string.Join(' ', edge.Services))}[/]  {Escape(edge.Policy.Name)}"));
        Section("Workloads", [.. PlanWords.Modes(plan)], turn => Line($"  {turn.Turn}: {Escape(PlanWords.Some(turn.Workloads))}"));
        Section("Rulesets", [.. PlanWords.Points(plan)], points => Line($"  {points.Change,-6} {Escape(PlanWords.Some([.. points.Points.Select(p => p.Split('/')[^1])]))}"));
        Section("Network security groups", [.. PlanWords.Budgets(plan)], budget => Line($"  {Escape(budget.Name)}: {Escape(budget.Shares)}"));
        Section("Deadlines", plan.Deadlines, deadline => Line($"  {Escape(deadline.Policy.Name)} {Escape(PlanWords.Deadline(deadline, estates.New.Now))}"));
        console.WriteLine();
        Line($"[dim]{plan.Hash}[/]");
    }

    private void WriteGuardrails()
    {
        Section("Guardrails", plan.Guardrails, finding =>
        {
            Line($"  [{(finding.Refuses ? "bold red" : "yellow")}]{Escape(PlanWords.Guardrail(finding))}[/]  [dim]{Escape($"{finding.Position.File}:{finding.Position.Line}")}[/]");
            Line($"    {Escape(finding.Found)}");
        });
        Section("Management", plan.Management, change => Line($"  {(change.IsRemoved ? "[bold red]" : "[yellow]")}{Escape(PlanWords.Management(change))}[/]"));
    }

    private void WriteFlows(string title, FlowChanges changes, bool byWorkload)
    {
        if (changes.IsEmpty)
            return;
        console.WriteLine();
        Line(title);
        if (byWorkload)
        {
            foreach (var flow in changes.Flows())
                WriteFlow(flow.Source, flow.Destination, PlanWords.Services(flow.Ports), By(flow.Policies.Select(p => p.Name), flow.IsComposed, flow.IsManagement));
            return;
        }

        var folded = changes.Folded();
        foreach (var flow in folded.Take(MostLines))
        {
            WriteFlow(flow.Source, flow.Destination, PlanWords.Services(flow.Ports), By(flow.Policies.Select(p => p.Name), flow.IsComposed, flow.IsManagement));
            Line($"    [dim]{Escape(PlanWords.Extent(flow))}[/]");
        }

        if (folded.Count > MostLines)
            Line($"  ... and {folded.Count - MostLines:N0} lines more: --by workload or --format json has them all");
    }

    private void WriteEdges(string title, IReadOnlyList<FlowEdge> edges) => Section(title, [.. DrawnEdge.Of(edges)], edge =>
        WriteFlow(edge.Source, edge.Destination, string.Join(' ', edge.Services), By(edge.Policies.Select(p => p.Name), isComposed: false, isManagement: false)));

    private void WriteFlow(Endpoint source, Endpoint destination, string services, string by) =>
        Line($"  {Escape($"{source} → {destination}")}  [aqua]{Escape(services)}[/]  {by}");

    private void Section<T>(string title, IReadOnlyCollection<T> entries, Action<T> write)
    {
        if (entries.Count == 0)
            return;
        console.WriteLine();
        Line($"[bold]{Escape(title)}[/]");
        foreach (var entry in entries)
            write(entry);
    }

    private void Line(string markup) => console.MarkupLine(markup);

    private static string By(IEnumerable<string> policies, bool isComposed, bool isManagement) => isManagement
        ? "[blue]management[/]"
        : $"{(isComposed ? "[yellow]composed:[/] " : "")}{Escape(string.Join(' ', policies))}";

    private static string Escape(string text) => Markup.Escape(Terminal.Clean(text));
}
