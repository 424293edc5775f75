using System.CommandLine;
using Spectre.Console;
using ZtSegment.Cli.Estates;
using ZtSegment.Cli.Lab;
using ZtSegment.Cli.Output;
using ZtSegment.Flows.Proof;
using ZtSegment.Linux.Kernel;

namespace ZtSegment.Cli.Commands;

/// <summary><c>lab</c>: the estate in network namespaces of this machine, its rulesets loaded, every pair probed.</summary>
internal static class LabCommand
{
    public static Command Create()
    {
        var command = new Command("lab", "Load the rulesets into network namespaces of this machine and probe every pair of hosts. Needs root.");
        var estate = new EstateOptions(command, OutputFormat.Text, OutputFormat.Json);
        command.SetAction((parsed, cancellation) => Task.Run(() => RunAsync(estate, parsed, cancellation), CancellationToken.None));
        return command;
    }

    private static async Task<int> RunAsync(EstateOptions options, ParseResult parsed, CancellationToken cancellation)
    {
        if (options.Load(parsed, out var refusal) is not { } estate)
            return refusal;
        var missing = KernelNeeds.Missing();
        return missing.IsEmpty
            ? Run(LabPlan.Of(estate.Compilation), options.Format(parsed), cancellation)
            : await RunWithoutAsync(missing, options.Format(parsed), parsed, cancellation);
    }

    private static int Run(LabPlan plan, OutputFormat format, CancellationToken cancellation)
    {
        try
        {
            var result = Probe(plan, cancellation);
            if (format == OutputFormat.Json)
                JsonOutput.Write(json => LabJson.Write(json, result));
            else
                LabText.Write(Terminal.OutLines, result);
            return result.Verdict == ProofVerdict.Equal ? ExitCode.Fine : ExitCode.Found;
        }
        catch (KernelException e)
        {
            throw new WorldRefusedException(e.Message);
        }
    }

    /// <summary>What can be told of the estate without a kernel, by the commands that tell it, with the same arguments; JSON of one of them, since it is one value.</summary>
    private static async Task<int> RunWithoutAsync(IEnumerable<string> missing, OutputFormat format, ParseResult parsed, CancellationToken cancellation)
    {
        Console.Error.WriteLine($"error: a lab cannot run here; it needs {string.Join("; ", missing)}");
        Console.Error.WriteLine("These need no kernel: `ztseg flows` and `ztseg verify`.");
        var arguments = parsed.Tokens.Select(t => t.Value).SkipWhile(t => t != parsed.CommandResult.Command.Name).Skip(1).ToList();
        string[] others = format == OutputFormat.Json ? ["verify"] : ["flows", "verify"];
        foreach (var other in others)
        {
            await parsed.RootCommandResult.Command.Parse([other, .. arguments])
                .InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }, cancellation);
        }

        return ExitCode.Refused;
    }

    private static LabResult Probe(LabPlan plan, CancellationToken cancellation) => Terminal.Error.Profile.Capabilities.Interactive
        ? Terminal.Error.Progress().AutoClear(true).Start(progress =>
        {
            var task = progress.AddTask("probing", maxValue: plan.Probes.Length);
            return LabRun.Of(plan, asked => task.Value = Math.Max(task.Value, asked), cancellation);
        })
        : LabRun.Of(plan, null, cancellation);
}
