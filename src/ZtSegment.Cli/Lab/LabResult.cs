using System.Collections.Immutable;
using ZtSegment.Cli.Lab.Probing;
using ZtSegment.Flows.Proof;

namespace ZtSegment.Cli.Lab;

/// <summary>What the kernel did.</summary>
/// <param name="Passed">One per probe of the plan.</param>
/// <param name="Proofs">One per loaded table, as the kernel listed it.</param>
internal sealed record LabResult(LabPlan Plan, ImmutableArray<bool> Passed, ImmutableArray<LiveProof> Proofs, TimeSpan Elapsed)
{
    /// <summary>The probes that did not go as the intent says.</summary>
    public IEnumerable<Probe> Differences => Plan.Probes.Where((probe, number) => probe.Expected != Passed[number]);

    /// <summary>Tables that are not proved to be what is declared.</summary>
    public IEnumerable<LiveProof> NotProved => Proofs.Where(p => p.Result.Verdict != ProofVerdict.Equal);

    /// <summary>As <c>verify</c> says it; a packet that went astray counts as different whatever the proofs say.</summary>
    public ProofVerdict Verdict =>
        Differences.Any() || Proofs.Any(p => p.Result.Verdict == ProofVerdict.Different) ? ProofVerdict.Different
        : NotProved.Any() ? ProofVerdict.Unproved
        : ProofVerdict.Equal;
}
