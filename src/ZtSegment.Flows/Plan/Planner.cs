namespace ZtSegment.Flows.Plan;

/// <summary>Compares two compiled estates. Pure.</summary>
public static class Planner
{
    public static FlowPlan Between(Compilation old, Compilation @new)
    {
        var (from, to) = (new PlanSide(old), new PlanSide(@new));
        return new FlowPlan(FlowChanges.Between(to, from), FlowChanges.Between(from, to));
    }
}
