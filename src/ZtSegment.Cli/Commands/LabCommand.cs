using System.CommandLine;
using Spectre.Console;
using ZtSegment.Cli.Estates;
using ZtSegment.Cli.Lab;
using ZtSegment.Cli.Output;
using ZtSegment.Linux.Kernel;

namespace ZtSegment.Cli.Commands;

/// <summary><c>lab</c>: the estate in network namespaces of this machine, its rulesets loaded, every pair probed.</summary>
internal static class LabCommand
{
    public static Command Create()
    {
        var command = new Command("lab", "Load the rulesets into network namespaces of this machine and probe every pair of hosts. Needs root.");
        var estate = new EstateOptions(command, OutputFormat.Text, OutputFormat.Json);
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(estate, parsed, cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(EstateOptions options, ParseResult parsed, CancellationToken cancellation)
    {
        if (options.Load(parsed) is not { } estate)
            return ExitCode.Invalid;
        var missing = KernelNeeds.Missing();
        if (!missing.IsEmpty)
            throw new WorldRefusedException($"a lab cannot run here; it needs {string.Join("; ", missing)}");
        try
        {
            var plan = LabPlan.Of(estate.Compilation);
            var result = Probe(plan, cancellation);
            if (options.Format(parsed) == OutputFormat.Json)
                JsonOutput.Write(json => LabJson.Write(json, result));
            else
                LabText.Write(Terminal.OutLines, result);
            return result.Differences.Any() ? ExitCode.Found : ExitCode.Fine;
        }
        catch (KernelException e)
        {
            throw new WorldRefusedException(e.Message);
        }
    }

    private static LabResult Probe(LabPlan plan, CancellationToken cancellation) => Terminal.Error.Profile.Capabilities.Interactive
        ? Terminal.Error.Progress().AutoClear(true).Start(progress =>
        {
            var task = progress.AddTask("probing", maxValue: plan.Probes.Length);
            return LabRun.Of(plan, null, asked => task.Value = Math.Max(task.Value, asked), cancellation);
        })
        : LabRun.Of(plan, null, null, cancellation);
}
