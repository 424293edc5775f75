namespace ZtSegment.Flows.Plan;

/// <summary>More pairs of kinds of workloads may change than can be looked at in the time and memory of one plan.</summary>
public sealed class PlanTooWideException(int most) : Exception(
    $"the change may open or close flows between more than {most:N0} pairs of kinds of workloads, nearly all with nearly all; narrow the policies that name everybody at both ends, or plan the change in parts");
