using System.CommandLine;
using ZtSegment.Azure;
using ZtSegment.Cli.Estates;
using ZtSegment.Cli.Output;
using ZtSegment.Cli.Planning;
using ZtSegment.Cli.Remote;
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
            Description = "What to compare with: a folder or file, git:REV (the paths as they were at the merge base of REV and HEAD), or a controller's URL.",
            DefaultValueFactory = _ => "git:HEAD",
            HelpName = "old",
        };
        var by = new Option<string>("--by") { Description = "How people see flows: folded by segment, or each pair of workloads. JSON has each pair.", DefaultValueFactory = _ => Segment };
        by.AcceptOnlyFromAmong(Segment, Workload);
        var output = new Option<FileInfo>("--out") { Description = "Write the plan as JSON to this file too.", HelpName = "file" };
        var management = new Option<bool>("--allow-management-change") { Description = "Do not refuse a plan that takes something from the Estate's management section." };
        var detailed = new Option<bool>("--detailed-exitcode") { Description = "Exit 1 if the plan changes anything." };
        var source = new Option<string?>("--source") { Description = "Of a controller's documents, compare those of this source, and leave the others as they are.", HelpName = "name" };
        foreach (var option in (Option[])[from, source, by, output, management, detailed])
            command.Options.Add(option);
        var token = new TokenOption(command);
        command.SetAction(parsed =>
        {
            var old = parsed.GetRequiredValue(from);
            var read = OldSources.IsController(old) ? Read(estate, token, parsed, old, parsed.GetValue(source)) : PlannedEstates.Read(estate, parsed, old);
            if (read is not { } estates)
                return ExitCode.Invalid;
            var plan = Plan(estates);
            if (parsed.GetValue(output) is { } file)
                WriteJson(plan, file.Create());
            switch (estate.Format(parsed))
            {
                case OutputFormat.Json:
                    WriteJson(plan, Console.OpenStandardOutput());
                    break;
                case OutputFormat.Markdown:
                    Console.Out.Write(PlanMarkdown.Of(estates, plan));
                    break;
                default:
                    new PlanText(Terminal.OutLines, estates, plan).Write(parsed.GetValue(by) == Workload);
                    break;
            }

            var isRefused = plan.BreaksGuardrail || (plan.RemovesManagement && !parsed.GetValue(management));
            if (plan.RemovesManagement && !parsed.GetValue(management))
                Console.Error.WriteLine("error: the plan takes something from the Estate's management section, which keeps the way in; --allow-management-change lets it pass.");
            return isRefused || (parsed.GetValue(detailed) && plan.ChangesAnything) ? ExitCode.Found : ExitCode.Fine;
        });
        return command;
    }

    private static PlannedEstates? Read(EstateOptions estate, TokenOption token, ParseResult parsed, string url, string? source)
    {
        using var client = token.Connect(parsed, url);
        var (sources, unread) = SourceFiles.Read(estate.Paths(parsed));
        return PlannedEstates.Read(estate, parsed, RemoteEstate.FetchAsync(client, CancellationToken.None).GetAwaiter().GetResult(), source, sources, unread);
    }

    /// <exception cref="WorldRefusedException">The change is too wide to be looked at.</exception>
    internal static FlowPlan Plan(PlannedEstates estates)
    {
        var (old, @new) = (estates.Old.Compilation, estates.New.Compilation);
        try
        {
            return Planner.Between(old, @new) with { Budgets = NsgBudgets.Between(old, @new) };
        }
        catch (PlanTooWideException e)
        {
            throw new WorldRefusedException(e.Message);
        }
    }

    private static void WriteJson(FlowPlan plan, Stream stream)
    {
        using var output = new BufferedStream(stream, 1 << 16);
        PlanJson.Write(plan, output);
    }
}
