using Spectre.Console;
using ZtSegment.Cli.Output;
using ZtSegment.Flows.Graph;
using ZtSegment.Flows.Plan;

namespace ZtSegment.Cli.Planning;

/// <summary>A plan for people: counts first, then what was found, then flows.</summary>
internal static class PlanText
{
    public static void Write(IAnsiConsole console, PlannedEstates estates, FlowPlan plan, bool byWorkload)
    {
        console.MarkupLine($"[dim]compared with {Escape(estates.OldWords)}[/]");
        if (plan.Opened.IsEmpty && plan.Closed.IsEmpty)
            console.MarkupLine("no flow changes");
        WriteFlows(console, "[bold red]opens[/]", plan.Opened, byWorkload);
        WriteFlows(console, "[bold green]closes[/]", plan.Closed, byWorkload);
    }

    private static void WriteFlows(IAnsiConsole console, string verb, FlowChanges changes, bool byWorkload)
    {
        if (changes.IsEmpty)
            return;
        console.WriteLine();
        console.MarkupLine($"{verb} {PlanWords.Count(changes)}");
        if (byWorkload)
        {
            foreach (var edge in DrawnEdge.Of(changes.Edges()))
                console.MarkupLine($"  {Escape($"{edge.Source} → {edge.Destination}")}  [aqua]{Escape(string.Join(' ', edge.Services))}[/]  {By(edge.Policies.Select(p => p.Name), edge.IsComposed)}");
            return;
        }

        foreach (var flow in changes.Folded())
        {
            console.MarkupLine($"  {Escape($"{flow.Source} → {flow.Destination}")}  [aqua]{Escape(PlanWords.Services(flow.Ports))}[/]  {By(flow.Policies.Select(p => p.Name), flow.IsComposed)}");
            console.MarkupLine($"    [dim]{Escape(PlanWords.Extent(flow))}[/]");
        }
    }

    private static string By(IEnumerable<string> policies, bool isComposed)
    {
        var names = Escape(string.Join(' ', policies));
        return names.Length == 0 ? "[blue]management[/]" : isComposed ? $"[yellow]composed:[/] {names}" : names;
    }

    private static string Escape(string text) => Markup.Escape(Terminal.Clean(text));
}
