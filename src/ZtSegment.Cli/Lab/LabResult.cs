using System.Collections.Immutable;
using ZtSegment.Cli.Lab.Probing;

namespace ZtSegment.Cli.Lab;

/// <summary>What the kernel did.</summary>
/// <param name="Passed">One per probe of the plan.</param>
internal sealed record LabResult(LabPlan Plan, ImmutableArray<bool> Passed, TimeSpan Elapsed)
{
    /// <summary>The probes that did not go as the intent says.</summary>
    public IEnumerable<Probe> Differences => Plan.Probes.Where((probe, number) => probe.Expected != Passed[number]);
}
