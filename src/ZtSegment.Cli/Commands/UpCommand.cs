using System.CommandLine;
using ZtSegment.Cli.Output;
using ZtSegment.Cli.Up;
using ZtSegment.Linux.Kernel;

namespace ZtSegment.Cli.Commands;

/// <summary><c>up</c>: a controller on this machine, with the estate's hosts as network namespaces, following documents as they change.</summary>
internal static class UpCommand
{
    public const string Name = "up";

    /// <summary>What ends with it ends well within.</summary>
    public static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(40);

    public static Command Create()
    {
        var command = new Command(Name, "Run a controller here, with every host in a network namespace, and follow documents as they change. Needs root for the hosts.");
        var paths = new Argument<string[]>("path") { Description = "Files or folders of documents (default: the current folder).", Arity = ArgumentArity.ZeroOrMore };
        var apply = new Option<bool>("--auto-apply") { Description = "Apply every later plan too, not only the first." };
        var lab = new Option<bool>("--lab") { Description = "Give every host a network namespace, and each Linux host an agent (the default where it can be)." };
        var noLab = new Option<bool>("--no-lab") { Description = "Run the controller alone." };
        var once = new Option<bool>("--once") { Description = "Bring every host to its ruleset, probe every pair, print the matrix, and end." };
        var state = new Option<DirectoryInfo?>("--state") { Description = "The controller's state folder (default: one that is gone afterwards).", HelpName = "dir" };
        var listen = new Option<string>("--listen") { Description = "Where the HTTP API listens, on loopback.", DefaultValueFactory = _ => "127.0.0.1:0", HelpName = "address:port" };
        var format = new FormatOption(command);
        command.Arguments.Add(paths);
        foreach (var option in (Option[])[apply, lab, noLab, once, state, listen])
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(noLab) && (result.GetValue(lab) || result.GetValue(once)))
                result.AddError("--no-lab leaves out the hosts that --lab and --once are about; leave one of them out");
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            var missing = parsed.GetValue(noLab) ? [] : KernelNeeds.Missing();
            if (!missing.IsEmpty && (parsed.GetValue(lab) || parsed.GetValue(once)))
                throw new WorldRefusedException($"a lab cannot run here; it needs {string.Join("; ", missing)}");
            var isJson = format.IsJson(parsed);
            var told = isJson ? Console.Error : Console.Out;
            if (!missing.IsEmpty)
                await told.WriteLineAsync($"no hosts: a lab cannot run here; it needs {string.Join("; ", missing)}");
            var options = new UpOptions(
                parsed.GetValue(paths) is { Length: > 0 } some ? some : ["."], parsed.GetValue(apply), missing.IsEmpty && !parsed.GetValue(noLab),
                parsed.GetValue(once), parsed.GetValue(state)?.FullName, parsed.GetRequiredValue(listen), isJson);
            return await RunAsync(options, told, cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(UpOptions options, TextWriter told, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("ztseg-up-");
        try
        {
            var state = options.State ?? Path.Combine(folder.FullName, "state");
            using var children = new ChildProcesses();
            await told.WriteLineAsync("starting the controller ...");
            using var controller = await LocalController.StartAsync(children, state, options.Listen, Path.Combine(folder.FullName, "controller.log"), cancellation);
            await told.WriteLineAsync($"controller at {controller.Client.Address}, token in {controller.TokenFile}");
            using var lab = options.HasLab ? new UpLab(children, controller.AgentSocket, folder.FullName) : null;
            return await new UpSession(options, controller, lab, told).RunAsync(cancellation);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
