using System.CommandLine;
using ZtSegment.Cli.Estates;
using ZtSegment.Cli.Output;
using ZtSegment.Cli.Rendering;

namespace ZtSegment.Cli.Commands;

/// <summary><c>render</c>: writes every ruleset to a folder.</summary>
internal static class RenderCommand
{
    public static Command Create()
    {
        var command = new Command("render", "Write the rulesets: DIR/linux/<host>.nft and DIR/manifest.json.");
        var estate = new EstateOptions(command, OutputFormat.Text, OutputFormat.Json);
        var folder = new Option<DirectoryInfo>("--out") { Description = "The folder to write to.", Required = true, HelpName = "dir" };
        command.Options.Add(folder);
        command.SetAction(parsed =>
        {
            if (estate.Load(parsed) is not { } loaded)
                return ExitCode.Invalid;
            var folderName = parsed.GetRequiredValue(folder).FullName;
            var manifest = RulesetFolder.Write(loaded, folderName);
            if (estate.Format(parsed) == OutputFormat.Json)
                JsonOutput.Write(manifest.WriteTo);
            else
                WriteText(manifest, folderName);
            return ExitCode.Fine;
        });
        return command;
    }

    private static void WriteText(Manifest manifest, string folder)
    {
        Console.Out.WriteLine($"{manifest.Rendered.Length} ruleset{(manifest.Rendered.Length == 1 ? "" : "s")} in {Path.Combine(folder, "linux")}");
        foreach (var reason in manifest.NotRendered.GroupBy(p => p.Reason))
            Console.Out.WriteLine($"not rendered: {string.Join(", ", reason.Select(p => p.Name.Split('/')[^1]))} ({reason.Key})");
    }
}
