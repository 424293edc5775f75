using System.Collections.Immutable;
using System.CommandLine;
using ZtSegment.Azure.Rendering;
using ZtSegment.Cli.Estates;
using ZtSegment.Cli.Output;
using ZtSegment.Cli.Rendering;

namespace ZtSegment.Cli.Commands;

/// <summary><c>render</c>: writes every ruleset to a folder.</summary>
internal static class RenderCommand
{
    private const int MostNsgs = 10;

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
        WriteText([.. manifest.Rendered.Select(p => p.Nsg).OfType<NsgRendering>()]);
        foreach (var reason in manifest.NotRendered.GroupBy(p => p.Reason))
            Console.Out.WriteLine($"not rendered: {string.Join(", ", reason.Select(p => p.Name.Split('/')[^1]))} ({reason.Key})");
    }

    /// <summary>Those nearest to a limit, where there are many.</summary>
    private static void WriteText(ImmutableArray<NsgRendering> nsgs)
    {
        var shown = nsgs.Length <= MostNsgs ? nsgs : [.. nsgs.OrderByDescending(n => n.Budget.Lines.Max(l => (double)l.Used / l.Limit)).Take(MostNsgs)];
        foreach (var nsg in shown)
        {
            Console.Out.WriteLine($"{nsg.Point.Name}: {string.Join(", ", nsg.Budget.Lines.Select(l => $"{l.Used} of {l.Limit} {l.Name}"))}");
            if (!nsg.Merged.IsEmpty)
                Console.Out.WriteLine($"{nsg.Point.Name}: {nsg.Merged.Length} rule{(nsg.Merged.Length == 1 ? " carries" : "s carry")} several policies, so that it fits; the manifest tells which");
        }

        if (shown.Length < nsgs.Length)
            Console.Out.WriteLine($"{nsgs.Length - shown.Length} more network security groups use less of their limits; the manifest has all");
    }
}
