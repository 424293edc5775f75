using System.Text;
using ZtSegment.Cli.Output;
using ZtSegment.Flows.Graph;
using ZtSegment.Flows.Plan;

namespace ZtSegment.Cli.Planning;

/// <summary>A plan as a comment on a pull request: the counts are whole, the lists as long as a comment may be.</summary>
/// <remarks>
/// Whatever comes from documents stands in code spans, where neither Markdown nor HTML means anything and nobody is mentioned. GitHub takes
/// 65,536 characters a comment; every list has a share of that, so that a long one hides none of the others.
/// </remarks>
internal sealed class PlanMarkdown(PlannedEstates estates, FlowPlan plan)
{
    private const int MostOfList = 7_000;
    private const int MostOfCell = 400;

    private readonly StringBuilder text = new();

    public static string Of(PlannedEstates estates, FlowPlan plan) => new PlanMarkdown(estates, plan).Write();

    private string Write()
    {
        text.Append("## Plan\n\n");
        text.Append($"Compared with {Code(estates.OldWords)}.\n\n");
        List("Not compared", estates.OldNotes, note => $"⚠️ {Code(note)}");
        if (!estates.OldNotes.IsEmpty)
            text.Append('\n');
        foreach (var count in PlanWords.Counts(plan))
            text.Append($"- **{count}**\n");
        List("Guardrails", plan.Guardrails, f => $"{(f.Refuses ? "⛔" : "⚠️")} {Code(PlanWords.Guardrail(f))}: {Code(f.Found)} ({Code($"{f.Position.File}:{f.Position.Line}")})");
        List("Management", plan.Management, m => $"{(m.IsRemoved ? "⛔" : "⚠️")} {Code(PlanWords.Management(m))}");
        Table("Opens", plan.Opened);
        Table("Closes", plan.Closed);
        List("Becomes composed", [.. DrawnEdge.Of(plan.BecomesComposed)], Edge);
        List("Is no longer composed", [.. DrawnEdge.Of(plan.StopsComposed)], Edge);
        List("Opens as soon as somebody joins", plan.Dormant, e => $"{Code($"{e.Source} → {e.Destination}")} {Code(string.Join(' ', e.Services))} by {Code(e.Policy.Name)}");
        List("Workloads", [.. PlanWords.Modes(plan)], turn => $"{turn.Turn}: {Code(PlanWords.Some(turn.Workloads))}");
        List("Rulesets", [.. PlanWords.Points(plan)], points => $"{points.Change}: {Code(PlanWords.Some([.. points.Points.Select(p => p.Split('/')[^1])]))}");
        List("Network security groups", [.. PlanWords.Budgets(plan)], budget => $"{Code(budget.Name)}: {budget.Shares}");
        List("Deadlines", plan.Deadlines, deadline => $"{Code(deadline.Policy.Name)} {PlanWords.Deadline(deadline, estates.New.Now)}");
        text.Append($"\n{Code(plan.Hash)}\n");
        return text.ToString();
    }

    private void Table(string title, FlowChanges changes)
    {
        if (changes.IsEmpty)
            return;
        text.Append($"\n### {title}\n\n| from | to | on | by | extent |\n|---|---|---|---|---|\n");
        Rows(changes.Folded(), flow =>
            $"| {Cell($"{flow.Source}")} | {Cell($"{flow.Destination}")} | {Cell(PlanWords.Services(flow.Ports))} | {By(flow)} | {Cell(PlanWords.Extent(flow))} |");
    }

    private void List<T>(string title, IReadOnlyList<T> entries, Func<T, string> line)
    {
        if (entries.Count == 0)
            return;
        text.Append($"\n### {title}\n\n");
        Rows(entries, entry => $"- {line(entry)}");
    }

    private void Rows<T>(IReadOnlyList<T> entries, Func<T, string> line)
    {
        var start = text.Length;
        var written = 0;
        for (; written < entries.Count; written++)
        {
            var next = line(entries[written]);
            if (text.Length - start + next.Length > MostOfList)
                break;
            text.Append(next).Append('\n');
        }

        if (written < entries.Count)
            text.Append($"\n... and {entries.Count - written:N0} more: `ztseg plan --format json` has them all.\n");
    }

    private static string Edge(DrawnEdge edge) =>
        $"{Code($"{edge.Source} → {edge.Destination}")} {Code(string.Join(' ', edge.Services))} by {Code(string.Join(' ', edge.Policies.Select(p => p.Name)))}";

    private static string By(FoldedFlow flow) =>
        flow.IsManagement ? "management" : $"{(flow.IsComposed ? "composed: " : "")}{Cell(string.Join(' ', flow.Policies.Select(p => p.Name)))}";

    /// <summary>In a table a bar ends a cell, even in a code span.</summary>
    private static string Cell(string words) => Code(words).Replace("|", "\\|", StringComparison.Ordinal);

    private static string Code(string words)
    {
        var clean = Terminal.Clean(words).Replace('`', '\'');
        return clean.Length > MostOfCell ? $"`{clean[..MostOfCell]}...`" : $"`{clean}`";
    }
}
