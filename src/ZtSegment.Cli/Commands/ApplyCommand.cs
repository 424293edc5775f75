using System.CommandLine;
using System.Text;
using System.Text.Json;
using ZtSegment.Cli.Estates;
using ZtSegment.Cli.Output;
using ZtSegment.Cli.Planning;
using ZtSegment.Cli.Remote;

namespace ZtSegment.Cli.Commands;

/// <summary><c>apply</c>: proposes documents to a controller, shows the plan, and has exactly that plan accepted.</summary>
//
//   documents --PUT--> controller: validates, plans, stages --hash--> looked at here --accept that hash--> revision
//
internal static class ApplyCommand
{
    /// <summary>Plans that are shown anew because something changed meanwhile.</summary>
    private const int MostAttempts = 3;

    public static Command Create()
    {
        var command = new Command("apply", "Propose documents to a controller as those of one source; show what that changes, and apply exactly that.");
        var estate = new EstateOptions(command, OutputFormat.Text, OutputFormat.Json);
        var controller = new ControllerOptions(command);
        var source = new Option<string?>("--source") { Description = "Whose documents these are; those of other sources stay as they are.", HelpName = "name" };
        var message = new Option<string>("--message") { Description = "Why, for the history.", DefaultValueFactory = _ => "", HelpName = "text" };
        var yes = new Option<bool>("--yes") { Description = "Apply without asking." };
        var shrink = new Option<bool>("--allow-shrink") { Description = "Let more than a fifth of the workloads, the policies or a segment's members go." };
        var management = new Option<bool>("--allow-management-change") { Description = "Let something go from the Estate's management section." };
        var staged = new Option<string?>("--plan") { Description = "Apply this plan, which was staged before, and no other.", HelpName = "hash" };
        foreach (var option in (Option[])[source, message, yes, shrink, management, staged])
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = controller.Connect(parsed);
            var isJson = estate.Format(parsed) == OutputFormat.Json;
            if (parsed.GetValue(staged) is { } hash)
                return await AcceptAsync(client, hash, null, isJson, cancellation);
            var name = parsed.GetValue(source) ?? throw new InvalidArgumentException("--source NAME is needed: whose documents these are");
            var proposal = new Proposal(
                name, parsed.GetRequiredValue(message), parsed.GetValue(shrink), parsed.GetValue(management));
            return await ProposeAsync(estate, parsed, client, proposal, isJson, parsed.GetValue(yes), cancellation);
        });
        return command;
    }

    private static async Task<int> ProposeAsync(
        EstateOptions estate, ParseResult parsed, ControllerClient client, Proposal proposal, bool isJson, bool yes, CancellationToken cancellation)
    {
        var (documents, unread) = SentDocuments.Read(estate.Paths(parsed));
        if (!unread.IsEmpty)
        {
            estate.Refuse(parsed, unread);
            return ExitCode.Invalid;
        }

        for (var attempt = 1; ; attempt++)
        {
            var shown = isJson ? null : await ShowAsync(estate, parsed, client, proposal, documents, cancellation);
            if (!isJson && shown is null)
                return ExitCode.Invalid;
            byte[] plan;
            try
            {
                plan = await client.SendForBytesAsync(HttpMethod.Put, proposal.Path, documents.ToContent(), cancellation);
            }
            catch (ControllerRefusedException e) when (e.Problem.Diagnostics is { IsDefault: false } diagnostics)
            {
                estate.Refuse(parsed, e.Problem.DiagnosticsAt(file => documents.Place(proposal.Source, file)));
                Console.Error.WriteLine($"error: {Terminal.Clean(e.Problem.Said)}");
                return e.ExitCode;
            }

            if (isJson || HashOf(plan) == shown)
                return await DecideAsync(client, plan, isJson, yes, cancellation);
            if (attempt == MostAttempts)
                throw new WorldRefusedException($"what is known of the workloads changes faster than plans are looked at; apply the last one as it is: ztseg apply --plan {HashOf(plan)}");
            Console.Error.WriteLine("note: something changed at the controller while this was looked at; the plan once more:");
        }
    }

    /// <summary>Has a staged plan accepted, where that is wanted.</summary>
    /// <param name="plan">As the controller answered it.</param>
    public static async Task<int> DecideAsync(ControllerClient client, byte[] plan, bool isJson, bool yes, CancellationToken cancellation)
    {
        var hash = HashOf(plan);
        if (yes || (!isJson && IsConfirmed()))
            return await AcceptAsync(client, hash, isJson ? plan : null, isJson, cancellation);
        if (isJson)
            Console.Out.Write(Encoding.UTF8.GetString(plan));
        else
            Console.Out.WriteLine($"Staged, not applied. This plan and no other: ztseg apply --plan {hash}");
        return ExitCode.Fine;
    }

    /// <summary>The plan for people, made here from what the controller has: the controller makes its own, and stages that.</summary>
    /// <returns>Its hash, which is the controller's too unless something changed meanwhile; null where the documents are refused.</returns>
    private static async Task<string?> ShowAsync(
        EstateOptions estate, ParseResult parsed, ControllerClient client, Proposal proposal, SentDocuments documents, CancellationToken cancellation)
    {
        var remote = await RemoteEstate.FetchAsync(client, cancellation);
        if (PlannedEstates.Read(estate, parsed, remote, proposal.Source, documents.AsRead, []) is not { } estates)
            return null;
        var plan = PlanCommand.Plan(estates);
        new PlanText(Terminal.OutLines, estates, plan).Write(byWorkload: false);
        return plan.Hash;
    }

    /// <param name="plan">What is accepted, to be told with it as JSON.</param>
    public static async Task<int> AcceptAsync(ControllerClient client, string hash, byte[]? plan, bool isJson, CancellationToken cancellation)
    {
        try
        {
            var accepted = await client.SendAsync(HttpMethod.Post, $"plans/{Uri.EscapeDataString(hash)}/accept", null, RemoteJson.Default.Accepted, cancellation);
            if (isJson)
                WriteJson(accepted.Revision, hash, plan);
            else
                Console.Out.WriteLine($"revision {accepted.Revision}");
            return ExitCode.Fine;
        }
        catch (ControllerRefusedException e) when (e.Problem.Hash is { } fresh)
        {
            Console.Error.WriteLine($"error: {Terminal.Clean(e.Problem.Said)}");
            Console.Error.WriteLine($"The same documents make another plan by now: look at it (`ztseg apply` again), or apply it as it is: ztseg apply --plan {fresh}");
            return e.ExitCode;
        }
    }

    private static void WriteJson(long revision, string hash, byte[]? plan) => JsonOutput.Write(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("revision", revision);
        json.WriteString("hash", hash);
        if (plan is not null)
        {
            json.WritePropertyName("plan");
            json.WriteRawValue(plan);
        }

        json.WriteEndObject();
    });

    private static string HashOf(byte[] plan) => JsonSerializer.Deserialize(plan, RemoteJson.Default.JsonElement).GetProperty("hash").GetString()!;

    private static bool IsConfirmed() =>
        Terminal.Out.Profile.Capabilities.Interactive && !Console.IsInputRedirected && new Spectre.Console.ConfirmationPrompt("Apply this plan?") { DefaultValue = false }.Show(Terminal.Out);

    private sealed record Proposal(string Source, string Message, bool AllowShrink, bool AllowManagementChange)
    {
        public string Path => $"sources/{Uri.EscapeDataString(Source)}/plan?author={Uri.EscapeDataString(Environment.UserName)}&message={Uri.EscapeDataString(Message)}"
            + $"{(AllowShrink ? "&allowShrink=true" : "")}{(AllowManagementChange ? "&allowManagementChange=true" : "")}";
    }
}
