using ZtSegment.Language;

namespace ZtSegment.Flows.Plan;

/// <summary>Compares selectors by what they demand, whatever workloads there are.</summary>
internal static class SelectorScope
{
    /// <summary>Whether every workload that could ever match this one matches the other; false where single demands do not show it.</summary>
    public static bool IsWithin(this Selector selector, Selector other) =>
        other.Requirements.All(demand => selector.Requirements.Any(given => given.Key == demand.Key && Implies(given, demand)));

    private static bool Implies(LabelRequirement given, LabelRequirement demand) => (given.Operator, demand.Operator) switch
    {
        (LabelOperator.In, LabelOperator.In) => given.Values.All(demand.Values.Contains),
        (LabelOperator.In, LabelOperator.NotIn) => !given.Values.Any(demand.Values.Contains),
        (LabelOperator.NotIn, LabelOperator.NotIn) => demand.Values.All(given.Values.Contains),
        (LabelOperator.In or LabelOperator.Exists, LabelOperator.Exists) => true,
        (LabelOperator.DoesNotExist, LabelOperator.DoesNotExist or LabelOperator.NotIn) => true,
        _ => false,
    };
}
