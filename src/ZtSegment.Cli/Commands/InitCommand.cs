using System.CommandLine;
using ZtSegment.Cli.Init;
using ZtSegment.Cli.Output;

namespace ZtSegment.Cli.Commands;

/// <summary><c>init</c>: a commented starting folder.</summary>
internal static class InitCommand
{
    public static Command Create()
    {
        var command = new Command("init", "Write a commented starting folder: an estate of three workloads to change into your own.");
        var folder = new Argument<DirectoryInfo>("dir")
        {
            Description = "The folder to write to (default: policies).",
            DefaultValueFactory = _ => new DirectoryInfo("policies"),
        };
        var format = new Option<string>("--format") { Description = "How to write the answer.", DefaultValueFactory = _ => "text", HelpName = "text|json" };
        format.AcceptOnlyFromAmong("text", "json");
        command.Arguments.Add(folder);
        command.Options.Add(format);
        command.SetAction(parsed =>
        {
            var target = parsed.GetRequiredValue(folder).ToString();
            var existing = StartingFolder.Existing(target);
            if (existing.Count > 0)
            {
                Console.Error.WriteLine($"error: {string.Join(", ", existing)} exist{(existing.Count == 1 ? "s" : "")}, and nothing is overwritten; name another folder");
                return ExitCode.Invalid;
            }

            var written = StartingFolder.Write(target);
            if (parsed.GetValue(format) == "json")
                WriteJson(written);
            else
                WriteText(target, written);
            return ExitCode.Fine;
        });
        return command;
    }

    private static void WriteText(string folder, IReadOnlyList<string> files)
    {
        foreach (var file in files)
            Console.Out.WriteLine($"wrote {file}");
        Console.Out.WriteLine($"""

            Put your own workloads and policies in, then:
              ztseg validate {folder}    what is wrong or missing
              ztseg flows {folder}       who may reach whom
              ztseg lab {folder}         load it into network namespaces and probe every pair (needs root)
            """);
    }

    private static void WriteJson(IReadOnlyList<string> files) => JsonOutput.Write(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("files");
        foreach (var file in files)
            json.WriteStringValue(file);
        json.WriteEndArray();
        json.WriteEndObject();
    });
}
