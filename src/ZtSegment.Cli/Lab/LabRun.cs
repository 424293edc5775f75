using System.Collections.Immutable;
using System.Diagnostics;
using ZtSegment.Cli.Lab.Probing;
using ZtSegment.Linux.Kernel;

namespace ZtSegment.Cli.Lab;

/// <summary>Builds the network of a plan, loads the rulesets, reads them back and asks the kernel.</summary>
internal static class LabRun
{
    /// <param name="asked">Told how many probes have been sent, now and then.</param>
    /// <exception cref="KernelException">The kernel refused.</exception>
    /// <exception cref="OperationCanceledException">The caller asked to stop.</exception>
    public static LabResult Of(LabPlan plan, Action<int>? asked = null, CancellationToken cancellation = default)
    {
        var started = Stopwatch.GetTimestamp();
        using var network = LabNetwork.Create(plan.Hosts);
        network.LoadRulesets();
        var proofs = Task.Run(LiveProofs.Read(plan, network), CancellationToken.None);
        ImmutableArray<bool> passed = [.. Prober.Run(network, plan.Probes, asked, cancellation)];
        return new LabResult(plan, passed, proofs.GetAwaiter().GetResult(), Stopwatch.GetElapsedTime(started));
    }
}
