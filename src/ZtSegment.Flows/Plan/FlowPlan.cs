namespace ZtSegment.Flows.Plan;

/// <summary>The difference between two estates, as flows.</summary>
/// <param name="Opened">Allowed in the new one and not in the old one.</param>
/// <param name="Closed">Allowed in the old one and not in the new one.</param>
public sealed record FlowPlan(FlowChanges Opened, FlowChanges Closed)
{
    public bool ChangesAnything => !Opened.IsEmpty || !Closed.IsEmpty;
}
