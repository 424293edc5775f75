using System.CommandLine;
using ZtSegment.Cli.Output;
using ZtSegment.Cli.Planning;
using ZtSegment.Cli.Remote;

namespace ZtSegment.Cli.Commands;

/// <summary><c>rollback</c>: proposes the documents of an earlier revision again, as a new one.</summary>
internal static class RollbackCommand
{
    public static Command Create()
    {
        var command = new Command("rollback", "Propose the documents of an earlier revision again, as a new revision.");
        var controller = new ControllerOptions(command);
        var format = new FormatOption(command);
        var revision = new Argument<long>("revision") { Description = "Its number, as `history` lists it." };
        var yes = new Option<bool>("--yes") { Description = "Apply without asking." };
        var shrink = new Option<bool>("--allow-shrink") { Description = "Let more than a fifth of the workloads, the policies or a segment's members go." };
        var management = new Option<bool>("--allow-management-change") { Description = "Let something go from the Estate's management section." };
        command.Arguments.Add(revision);
        foreach (var option in (Option[])[yes, shrink, management])
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = controller.Connect(parsed);
            var path = $"revisions/{parsed.GetValue(revision)}/rollback?author={Uri.EscapeDataString(Environment.UserName)}"
                + $"{(parsed.GetValue(shrink) ? "&allowShrink=true" : "")}{(parsed.GetValue(management) ? "&allowManagementChange=true" : "")}";
            if (!format.IsJson(parsed) && !await ShowAsync(client, parsed.GetValue(revision), cancellation))
                return ExitCode.Invalid;
            var plan = await client.SendForBytesAsync(HttpMethod.Post, path, null, cancellation);
            return await ApplyCommand.DecideAsync(client, plan, format.IsJson(parsed), parsed.GetValue(yes), cancellation);
        });
        return command;
    }

    private static async Task<bool> ShowAsync(ControllerClient client, long revision, CancellationToken cancellation)
    {
        var earlier = await RemoteEstate.FetchAsync(client, cancellation, revision);
        if (PlannedEstates.Of(await RemoteEstate.FetchAsync(client, cancellation), [.. earlier.Documents.Select(d => d.Text)]) is not { } estates)
            return false;
        new PlanText(Terminal.OutLines, estates, PlanCommand.Plan(estates)).Write(byWorkload: false);
        return true;
    }
}
