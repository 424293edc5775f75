using System.CommandLine;
using System.Text;
using ZtSegment.Cli.Output;
using ZtSegment.Cli.Remote;

namespace ZtSegment.Cli.Commands;

/// <summary><c>status</c>: how each enforcement point is: what it should have, what it has, and whether that is proved.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var command = new Command("status", "Show how each enforcement point is: what it should have, what it has, and whether that is proved.");
        var controller = new ControllerOptions(command);
        var format = new FormatOption(command);
        var watch = new Option<bool>("--watch") { Description = "Go on, and tell every change; as JSON one value a line." };
        var state = new Option<string?>("--state") { Description = "Only those in this state, such as failed.", HelpName = "state" };
        foreach (var option in (Option[])[watch, state])
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = controller.Connect(parsed);
            var wanted = parsed.GetValue(state);
            if (parsed.GetValue(watch))
                await WatchAsync(client, wanted, format.IsJson(parsed), cancellation);
            else if (format.IsJson(parsed))
                await WriteJsonAsync(client, wanted, cancellation);
            else
                StatusText.Write(Terminal.Out, await RemoteStatus.FetchAsync(client, wanted, cancellation), DateTimeOffset.UtcNow);
            return ExitCode.Fine;
        });
        return command;
    }

    private static async Task WatchAsync(ControllerClient client, string? state, bool isJson, CancellationToken cancellation)
    {
        var told = new StatusChanges(Terminal.OutLines, state);
        await foreach (var line in RemoteStatus.EventsAsync(client, cancellation))
        {
            if (isJson)
                Console.Out.WriteLine(line);
            else
                told.Write(line, DateTimeOffset.Now);
        }
    }

    /// <summary>Every page, as one value.</summary>
    private static async Task WriteJsonAsync(ControllerClient client, string? state, CancellationToken cancellation)
    {
        var status = await RemoteStatus.FetchAsync(client, state, cancellation);
        Console.Out.Write(Encoding.UTF8.GetString(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(status, RemoteJson.Default.StatusPage)) + "\n");
    }
}
