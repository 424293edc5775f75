using System.Collections.Immutable;

namespace ZtSegment.Flows.Plan;

/// <summary>What an enforcement point uses of what its target allows.</summary>
/// <param name="Name">For people; the same as of another point, maybe.</param>
/// <param name="Id">As in the enforcement points of the plan.</param>
public sealed record PointBudget(string Name, string Id, ImmutableArray<BudgetShare> Shares);

/// <param name="What">Such as <c>source prefixes</c>.</param>
/// <param name="Before">What the old documents use; null where the point is new.</param>
public readonly record struct BudgetShare(string What, int Used, int? Before, int Limit);
