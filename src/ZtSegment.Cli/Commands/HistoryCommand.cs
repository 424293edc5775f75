using System.CommandLine;
using Spectre.Console;
using ZtSegment.Cli.Output;
using ZtSegment.Cli.Remote;

namespace ZtSegment.Cli.Commands;

/// <summary><c>history</c>: the revisions of a controller, the newest first.</summary>
internal static class HistoryCommand
{
    public static Command Create()
    {
        var command = new Command("history", "List the revisions that a controller has accepted, the newest first.");
        var controller = new ControllerOptions(command);
        var format = new FormatOption(command);
        var count = new Option<int>("--count") { Description = "How many.", DefaultValueFactory = _ => 20 };
        count.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1000)
                result.AddError("--count: name a number from 1 to 1000");
        });
        command.Options.Add(count);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = controller.Connect(parsed);
            var path = $"revisions?limit={parsed.GetValue(count)}";
            if (format.IsJson(parsed))
                Console.Out.Write(System.Text.Encoding.UTF8.GetString(await client.SendForBytesAsync(HttpMethod.Get, path, null, cancellation)));
            else
                Write((await client.GetAsync(path, RemoteJson.Default.RevisionPage, cancellation)).Revisions);
            return ExitCode.Fine;
        });
        return command;
    }

    private static void Write(IEnumerable<RemoteRevision> revisions)
    {
        var table = new Table().Border(TableBorder.None).AddColumns("revision", "at", "author", "accepted by", "plan", "message");
        foreach (var r in revisions)
        {
            var message = r.RollbackOf is { } old ? $"rollback to {old}{(r.Message.Length > 0 ? ": " : "")}{r.Message}" : r.Message;
            table.AddRow($"{r.Number}", $"{r.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z", Escape(r.Author), Escape(r.AcceptedBy), Escape(r.Plan.Split(':')[^1][..12]), Escape(message));
        }

        Terminal.Out.Write(table);
    }

    private static string Escape(string text) => Markup.Escape(Terminal.Clean(text));
}
