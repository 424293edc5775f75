using System.Collections.Immutable;
using ZtSegment.Flows.Graph;
using ZtSegment.Language;

namespace ZtSegment.Flows.Plan;

/// <summary>The difference between two estates at one moment, as flows and all else that whoever approves it should know.</summary>
/// <param name="Opened">Allowed by the new documents and not by the old ones.</param>
/// <param name="Closed">Allowed by the old documents and not by the new ones.</param>
/// <param name="BecomesComposed">By segment: flows that only two policies together let through, and did not before.</param>
/// <param name="StopsComposed">By segment: flows that only two policies together let through before.</param>
/// <param name="Guardrails">Weakened ones first, then broken ones.</param>
/// <param name="Management">What is removed first.</param>
/// <param name="Modes">By workload.</param>
/// <param name="Dormant">By policy.</param>
/// <param name="EnforcementPoints">Exactly those whose ruleset is another in meaning.</param>
/// <param name="Deadlines">Policies whose end moves, or that open something and end soon or are due for review; by name.</param>
/// <param name="Hash">Equal for plans between estates of equal meaning.</param>
public sealed record FlowPlan(
    FlowChanges Opened,
    FlowChanges Closed,
    ImmutableArray<FlowEdge> BecomesComposed,
    ImmutableArray<FlowEdge> StopsComposed,
    ImmutableArray<GuardrailFinding> Guardrails,
    ImmutableArray<ManagementChange> Management,
    ImmutableArray<ModeChange> Modes,
    ImmutableArray<DormantEdge> Dormant,
    ImmutableArray<PointChange> EnforcementPoints,
    ImmutableArray<PolicyDeadline> Deadlines,
    string Hash)
{
    /// <summary>By name. Targets know them: whoever asks for a plan adds them.</summary>
    public ImmutableArray<PointBudget> Budgets { get; init; } = [];

    public bool HasFlowChanges => !Opened.IsEmpty || !Closed.IsEmpty;

    public bool BreaksGuardrail => Guardrails.Any(g => g.Refuses);

    public bool RemovesManagement => Management.Any(m => m.IsRemoved);

    /// <summary>Whether there is anything to tell, apart from guardrails that are broken: they may have been so before.</summary>
    public bool ChangesAnything => HasFlowChanges || !BecomesComposed.IsEmpty || !StopsComposed.IsEmpty
        || Guardrails.Any(g => g.Change != GuardrailChange.Broken) || !Management.IsEmpty || !Modes.IsEmpty || !Dormant.IsEmpty || !EnforcementPoints.IsEmpty || Deadlines.Any(d => d.Before is not null);
}
