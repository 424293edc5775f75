using System.CommandLine;
using ZtSegment.Azure.Rendering;
using ZtSegment.Cli.Estates;
using ZtSegment.Cli.Output;
using ZtSegment.Cli.Rendering;

namespace ZtSegment.Cli.Commands;

/// <summary><c>render</c>: writes every ruleset to a folder.</summary>
internal static class RenderCommand
{
    public static Command Create()
    {
        var command = new Command("render", "Write the rulesets: DIR/linux/<host>.nft, DIR/azure/<nsg name>.json and DIR/manifest.json.");
        var estate = new EstateOptions(command, OutputFormat.Text, OutputFormat.Json);
        var folder = new Option<DirectoryInfo>("--out") { Description = "The folder to write to.", Required = true, HelpName = "dir" };
        command.Options.Add(folder);
        command.SetAction(parsed =>
        {
            if (estate.Load(parsed, out var refusal) is not { } loaded)
                return refusal;
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
        foreach (var target in manifest.Rendered.GroupBy(p => p.Target))
            Console.Out.WriteLine($"{target.Count()} ruleset{(target.Count() == 1 ? "" : "s")} in {Path.Combine(folder, target.Key)}");
        foreach (var nsg in manifest.Rendered.Select(p => p.Nsg).OfType<NsgRendering>())
            WriteText(nsg);
        foreach (var reason in manifest.NotRendered.GroupBy(p => p.Reason))
            Console.Out.WriteLine($"not rendered: {string.Join(", ", reason.Select(p => p.Name.Split('/')[^1]))} ({reason.Key})");
    }

    private static void WriteText(NsgRendering nsg)
    {
        Console.Out.WriteLine($"{nsg.Point.Name}: {string.Join(", ", nsg.Budget.Lines.Select(l => $"{l.Used} of {l.Limit} {l.Name}"))}");
        if (!nsg.Merged.IsEmpty)
            Console.Out.WriteLine($"{nsg.Point.Name}: {nsg.Merged.Length} rules carry several policies, so that it fits; the manifest tells which");
    }
}
