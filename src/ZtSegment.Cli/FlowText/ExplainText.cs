using System.Collections.Immutable;
using Spectre.Console;
using ZtSegment.Cli.Commands;
using ZtSegment.Cli.Output;
using ZtSegment.Flows;
using ZtSegment.Flows.Explain;
using ZtSegment.Flows.Guardrails;
using ZtSegment.Language;

namespace ZtSegment.Cli.FlowText;

/// <summary>An explanation for people: the verdict, each end with its reasons, and the policy that would change it.</summary>
internal static class ExplainText
{
    public static void Write(IAnsiConsole console, Compilation compilation, Question question, Explanation explanation)
    {
        console.MarkupLine(
            $"{Shown(explanation.Source)} → {Shown(explanation.Destination)} on [aqua]{explanation.Service.Written}[/]: {Verdict(explanation)}");
        foreach (var end in explanation.Ends)
            WriteEnd(console, end);
        WriteNotes(console, compilation, question, explanation);
        if (explanation.Suggestion is not { } suggestion)
            return;
        console.WriteLine();
        console.WriteLine("This policy would allow it:");
        console.WriteLine();
        foreach (var line in suggestion.Text.TrimEnd().Split('\n'))
            console.WriteLine($"  {line}");
        WriteGuardrails(console, suggestion.Violations);
    }

    private static void WriteGuardrails(IAnsiConsole console, ImmutableArray<GuardrailViolation> violations)
    {
        if (!violations.IsEmpty)
            console.WriteLine();
        foreach (var violation in violations)
        {
            var (name, position) = (violation.Guardrail.Name, violation.Guardrail.Position);
            console.MarkupLine(
                $"Guardrail [bold]{Escape(name)}[/] [dim]{Escape($"{position.File}:{position.Line}")}[/] "
                    + $"{(violation.Refuses ? "[red]would refuse it[/]" : "[yellow]would warn of it[/]")}: {Escape(violation.Demand)}");
        }
    }

    private static string Verdict(Explanation explanation) => explanation switch
    {
        { IsAllowed: true, Effective: EffectiveVerdict.Open } => "[yellow]open[/], both ends are unmanaged",
        { IsAllowed: true, IsComposed: true } => "[green]allowed[/], [yellow]composed[/] of two policies",
        { IsAllowed: true } => "[green]allowed[/]",
        { Effective: EffectiveVerdict.Open } => "[red]denied[/], [yellow]but open: no enforcing end is in the way[/]",
        _ => "[red]denied[/]",
    };

    private static void WriteEnd(IAnsiConsole console, ExplainedEnd end)
    {
        var verdict = end.Mode is null ? "[dim]enforces nothing[/]" : end.IsAllowed ? "[green]allowed[/]" : "[red]denied[/]";
        console.MarkupLine($"  {end.Word,-11} {Shown(end)} [dim]({end.ModeWord})[/]: {verdict}");
        foreach (var policy in end.Policies)
            console.MarkupLine($"    by [bold]{Escape(policy.Name)}[/] [dim]{Escape($"{policy.Position.File}:{policy.Position.Line}")}[/]{Annotations(policy)}");
        if (end.ByManagement)
            console.MarkupLine("    by the Estate's [bold]management[/]");
        foreach (var reason in end.Missing?.Split("; ") ?? [])
            console.MarkupLine($"    {Escape(reason)}");
    }

    private static string Annotations(FlowPolicy policy) => policy.Header.Annotations.Count == 0
        ? ""
        : $" [dim]{Escape(string.Join(", ", policy.Header.Annotations.Select(a => $"{a.Key}: {a.Value}")))}[/]";

    private static void WriteNotes(IAnsiConsole console, Compilation compilation, Question question, Explanation explanation)
    {
        foreach (var (party, end) in new[] { (question.From, explanation.Source), (question.To, explanation.Destination) })
        {
            if (party.Address is null || end.Workload is null)
                continue;
            var others = party.Rows.Select(row => compilation.Table.Workloads[row].Name).Where(name => name != end.Workload.Name).ToList();
            console.MarkupLine($"[dim]{party.Address} is an address of {Escape(end.Workload.Name)}"
                + (others.Count == 0 ? "" : $" and of {Escape(string.Join(", ", others))}") + "[/]");
        }

        if (explanation.Source.Workload is { } workload && workload == explanation.Destination.Workload)
            console.MarkupLine("[dim]traffic of a workload with itself is free[/]");
    }

    private static string Shown(ExplainedEnd end) => end switch
    {
        { Workload: { } workload, Address: { } address } => $"[bold]{Escape(workload.Name)}[/] ({address})",
        { Workload: { } workload } => $"[bold]{Escape(workload.Name)}[/]",
        _ => $"[bold]{end.Address}[/]",
    };

    private static string Escape(string text) => Markup.Escape(Terminal.Clean(text));
}
