using System.Collections.Immutable;
using ZtSegment.Cluster.Contracts;
using ZtSegment.Flows.Plan;
using ZtSegment.Language;

namespace ZtSegment.Cluster.Planning;

/// <summary>What came of proposing documents.</summary>
/// <param name="Diagnostics">Of the whole estate with them; sorted by position.</param>
/// <param name="Plan">Null where the documents are refused.</param>
/// <param name="Staged">Null where the plan may not be accepted: see <paramref name="Refusals"/>.</param>
/// <param name="Refusals">Why it is not staged: a guardrail breaks, or an allowance is missing.</param>
public sealed record PlanOutcome(
    ImmutableArray<Diagnostic> Diagnostics, FlowPlan? Plan, StagedPlan? Staged, ImmutableArray<PlanRefusal> Refusals);

/// <param name="Remedy">What would let it be staged.</param>
public sealed record PlanRefusal(PlanRefusalKind Kind, string Message, string Remedy);

public enum PlanRefusalKind
{
    Guardrail,
    Shrink,
    ManagementChange,
}

/// <summary>What whoever proposes documents has said they mean.</summary>
/// <param name="Shrink">More than a fifth of the workloads, of the policies or of a segment's members may go.</param>
/// <param name="ManagementChange">Management access or the controller's address may go.</param>
public sealed record PlanAllowances(bool Shrink = false, bool ManagementChange = false);

/// <summary>What came of accepting a plan.</summary>
/// <param name="Head">The newest revision after it.</param>
/// <param name="Fresh">Where the plan was stale: the same documents planned anew; null where nobody knows the plan.</param>
public sealed record Acceptance(AcceptVerdict Verdict, IntentHead Head, PlanOutcome? Fresh);
