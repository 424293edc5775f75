using System.CommandLine;
using System.Net.Http.Json;
using System.Text;
using ZtSegment.Cli.Output;
using ZtSegment.Cli.Remote;

namespace ZtSegment.Cli.Commands;

/// <summary><c>freeze</c>: stops all pushes but those of quarantine.</summary>
internal static class FreezeCommand
{
    public static Command Create()
    {
        var command = new Command("freeze", "Stop all pushes but those of quarantine, until `unfreeze`.");
        var controller = new ControllerOptions(command);
        var format = new FormatOption(command);
        var reason = new Option<string>("--reason") { Description = "Why, for whoever meets it.", Required = true, HelpName = "text" };
        command.Options.Add(reason);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = controller.Connect(parsed);
            using var content = JsonContent.Create(new FreezeRequest(parsed.GetRequiredValue(reason)), RemoteJson.Default.FreezeRequest);
            return await WriteAsync(client, HttpMethod.Put, content, format.IsJson(parsed), "frozen", cancellation);
        });
        return command;
    }

    public static async Task<int> WriteAsync(ControllerClient client, HttpMethod method, HttpContent? content, bool isJson, string word, CancellationToken cancellation)
    {
        var answer = await client.SendForBytesAsync(method, "freeze", content, cancellation);
        Console.Out.Write(isJson ? Encoding.UTF8.GetString(answer) : word + "\n");
        return ExitCode.Fine;
    }
}

/// <summary><c>unfreeze</c>: lets pushes go on.</summary>
internal static class UnfreezeCommand
{
    public static Command Create()
    {
        var command = new Command("unfreeze", "Let pushes go on: every enforcement point gets what is desired for it by now.");
        var controller = new ControllerOptions(command);
        var format = new FormatOption(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = controller.Connect(parsed);
            return await FreezeCommand.WriteAsync(client, HttpMethod.Delete, null, format.IsJson(parsed), "no longer frozen", cancellation);
        });
        return command;
    }
}
