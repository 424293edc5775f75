using System.Diagnostics;
using ZtSegment.Cli.Lab.Probing;
using ZtSegment.Linux.Kernel;

namespace ZtSegment.Cli.Lab;

/// <summary>Builds the network of a plan, loads the rulesets and asks the kernel.</summary>
internal static class LabRun
{
    /// <param name="loaded">Called once the rulesets are loaded, before the first probe.</param>
    /// <param name="asked">Told how many probes have been sent, now and then.</param>
    /// <exception cref="KernelException">The kernel refused.</exception>
    /// <exception cref="OperationCanceledException">The caller asked to stop.</exception>
    public static LabResult Of(LabPlan plan, Action<LabNetwork>? loaded, Action<int>? asked, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        using var network = LabNetwork.Create(plan.Hosts);
        network.LoadRulesets();
        loaded?.Invoke(network);
        var passed = Prober.Run(network, plan.Probes, asked, cancellation);
        return new LabResult(plan, [.. passed], Stopwatch.GetElapsedTime(started));
    }
}
