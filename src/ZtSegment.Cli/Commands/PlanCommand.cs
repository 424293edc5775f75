using System.CommandLine;
using ZtSegment.Cli.Estates;
using ZtSegment.Cli.Output;
using ZtSegment.Cli.Planning;
using ZtSegment.Flows.Plan;

namespace ZtSegment.Cli.Commands;

/// <summary><c>plan</c>: what a change of documents opens and closes.</summary>
internal static class PlanCommand
{
    private const string Segment = "segment";
    private const string Workload = "workload";

    public static Command Create()
    {
        var command = new Command("plan", "Show what a change opens and closes, and what else it does, before it is applied.");
        var estate = new EstateOptions(command, OutputFormat.Text, OutputFormat.Json, OutputFormat.Markdown);
        var from = new Option<string>("--from")
        {
            Description = "What to compare with: a folder or file, or git:REV (the paths as they were at the merge base of REV and HEAD).",
            DefaultValueFactory = _ => "git:HEAD",
            HelpName = "old",
        };
        var by = new Option<string>("--by") { Description = "How people see flows: folded by segment, or each pair of workloads. JSON has each pair.", DefaultValueFactory = _ => Segment };
        by.AcceptOnlyFromAmong(Segment, Workload);
        var detailed = new Option<bool>("--detailed-exitcode") { Description = "Exit 1 if the plan changes anything." };
        foreach (var option in (Option[])[from, by, detailed])
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            if (PlannedEstates.Read(estate, parsed, parsed.GetRequiredValue(from)) is not { } estates)
                return ExitCode.Invalid;
            var plan = Planner.Between(estates.Old.Compilation, estates.New.Compilation);
            if (estate.Format(parsed) == OutputFormat.Json)
            {
                using var output = new BufferedStream(Console.OpenStandardOutput(), 1 << 16);
                PlanJson.Write(plan, output);
            }
            else
            {
                PlanText.Write(Terminal.OutLines, estates, plan, parsed.GetValue(by) == Workload);
            }

            return parsed.GetValue(detailed) && plan.ChangesAnything ? ExitCode.Found : ExitCode.Fine;
        });
        return command;
    }
}
