using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows.Plan;

/// <summary>Compares two estates that were compiled at the same moment. Pure.</summary>
//
//   Compilation (old) --> PlanSide --+--> FlowChanges: opened, closed --> policies that end soon
//                                    +--> composed flows, dormant edges, modes, management
//   Compilation (new) --> PlanSide --+--> enforcement points
//                                    +--> guardrails of both, judged on the new one; those weakened
//
public static class Planner
{
    /// <summary>Policies that end within this time are told of where they open something.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromDays(30);

    public static FlowPlan Between(Compilation old, Compilation @new)
    {
        var (from, to) = (new PlanSide(old), new PlanSide(@new));
        var opened = FlowChanges.Between(to, from);
        return new FlowPlan(
            opened,
            FlowChanges.Between(from, to),
            [.. ComposedChanges.OnlyIn(to, from)],
            [.. ComposedChanges.OnlyIn(from, to)],
            [.. PlannedGuardrails.Between(old, @new)],
            [.. ManagementChanges.Between(old.Intent, @new.Intent)],
            [.. ModeChanges.Between(old, @new)],
            [.. DormantEdges.Between(from, to)],
            [.. new PointChanges(from, to).Find()],
            [.. PolicyDeadlines.Of(old, @new, opened)],
            PlanHash.Of(from, to));
    }
}
