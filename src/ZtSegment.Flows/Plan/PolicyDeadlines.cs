using ZtSegment.Language;

namespace ZtSegment.Flows.Plan;

/// <summary>A policy whose time whoever approves the plan should look at.</summary>
/// <param name="Before">The same policy before, where its end has moved; else null.</param>
public sealed record PolicyDeadline(FlowPolicy Policy, FlowPolicy? Before);

/// <summary>Policies whose end moves, though no packet changes yet; and those that open something and end soon, or are due for review.</summary>
internal static class PolicyDeadlines
{
    /// <summary>By name.</summary>
    public static IEnumerable<PolicyDeadline> Of(Compilation old, Compilation @new, FlowChanges opened)
    {
        var before = old.Policies.ToDictionary(p => p.Policy.Name, p => p.Policy, StringComparer.Ordinal);
        var soon = @new.Now + Planner.Soon;
        var opening = opened.Policies.Where(p => p.Expires <= soon || p.ReviewBy <= soon).Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        return
            from policy in @new.Policies
            let was = before.GetValueOrDefault(policy.Policy.Name)
            let hasMoved = was is not null && was.Expires != policy.Policy.Expires
            where hasMoved || opening.Contains(policy.Policy.Name)
            select new PolicyDeadline(policy.Policy, hasMoved ? was : null);
    }
}
