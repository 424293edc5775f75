using ZtSegment.Flows;
using ZtSegment.Flows.Graph;
using ZtSegment.Flows.Plan;
using ZtSegment.Language;

namespace ZtSegment.Cli.Planning;

/// <summary>The wording that a plan's text and its markdown share.</summary>
internal static class PlanWords
{
    /// <summary>One line each: what the plan comes to.</summary>
    public static IEnumerable<string> Counts(FlowPlan plan)
    {
        if (!plan.HasFlowChanges)
            yield return "no flow changes";
        if (!plan.Opened.IsEmpty)
            yield return $"opens {Count(plan.Opened)}";
        if (!plan.Closed.IsEmpty)
            yield return $"closes {Count(plan.Closed)}";
        if (Guardrails(plan, broken: false) is { Length: > 0 } weakened)
            yield return $"weakens {weakened}";
        if (Guardrails(plan, broken: true) is { Length: > 0 } broken)
            yield return $"breaks {broken}";
        if (plan.EnforcementPoints.Length > 0)
            yield return $"changes {Many(plan.EnforcementPoints.Length, "ruleset")}";
    }

    public static string Count(FlowChanges changes)
    {
        var (pairs, addresses) = (changes.WorkloadPairs, changes.AddressPairs);
        return string.Join(" and ", new[]
        {
            pairs == 0 ? "" : $"flows between {Many(pairs, "pair")} of workloads",
            addresses == 0 ? "" : $"{Many(addresses, "flow")} with addresses outside",
        }.Where(w => w.Length > 0));
    }

    /// <summary>As documents write them; what is left of <c>any</c> as what it is not.</summary>
    public static string Services(ProtocolPorts ports) => ports.IsAny || !ports.Rest ? ports.ToString() : $"any but {ProtocolPorts.Any.Subtract(ports)}";

    public static string Extent(FoldedFlow flow)
    {
        var example = $"{flow.Example.Source} → {flow.Example.Destination}";
        var unit = IsAddress(flow.Source) || IsAddress(flow.Destination) ? "workload" : "pair";
        return flow.Pairs == 1 ? example : $"{Many(flow.Pairs, unit)}, such as {example}";
    }

    public static string Guardrail(GuardrailFinding finding) => finding.Change switch
    {
        GuardrailChange.Broken => $"{finding.Guardrail.Name} ({Severity(finding)}{(finding.IsOld ? ", as it was before" : "")}) is broken",
        GuardrailChange.Removed => $"{finding.Guardrail.Name} ({Severity(finding)}) is removed",
        GuardrailChange.Downgraded => $"{finding.Guardrail.Name} is downgraded to a warning",
        GuardrailChange.Narrowed => $"{finding.Guardrail.Name} ({Severity(finding)}) is narrowed",
        _ => $"{finding.Guardrail.Name} ({Severity(finding)}) has an exception",
    };

    public static string Management(ManagementChange change) =>
        $"{(change.IsRemoved ? "no longer lets" : "lets")} {(change.IsController ? "out to the controller" : "in from")} {change.Remote} on {change.Services}";

    /// <summary>What workloads turn to, each with their names.</summary>
    public static IEnumerable<(string Turn, IReadOnlyList<string> Workloads)> Modes(FlowPlan plan) =>
        from change in plan.Modes
        group change.Workload by (change.Kind, change.Direction) into same
        orderby same.Key.Kind, same.Key.Direction
        select (Turn(same.Key.Kind, same.Key.Direction, same.Count()), (IReadOnlyList<string>)[.. same]);

    public static IEnumerable<(string Change, IReadOnlyList<string> Points)> Points(FlowPlan plan) =>
        from point in plan.EnforcementPoints
        group point.Name by point.Kind into same
        orderby same.Key
        select (same.Key.ToString().ToLowerInvariant(), (IReadOnlyList<string>)[.. same]);

    /// <summary>Budgets that change, or that are nearly used up.</summary>
    public static IEnumerable<(string Name, string Shares)> Budgets(FlowPlan plan) =>
        from budget in plan.Budgets
        let told = budget.Shares.Where(s => s.Used != s.Before || s.Used * 10 >= s.Limit * 8).ToList()
        where told.Count > 0
        select (budget.Name, string.Join(", ", told.Select(s =>
            $"{s.Used:N0} of {s.Limit:N0} {s.What}{(s.Before is { } before && before != s.Used ? $" (before, {before:N0})" : "")}")));

    public static string Deadline(PolicyDeadline deadline, DateTimeOffset now) => string.Join(" and ", new[]
    {
        deadline.Before is { } before ? $"now lives {Until(deadline.Policy.Expires)}; before, {Until(before.Expires)}"
            : deadline.Policy.Expires is { } expires && expires <= now + Planner.Soon ? $"expires {Date(expires)}" : "",
        deadline.Policy.ReviewBy is { } review && review <= now ? $"was due for review {Date(review)}" : deadline.Policy.ReviewBy is { } due && due <= now + Planner.Soon ? $"is due for review {Date(due)}" : "",
    }.Where(w => w.Length > 0));

    /// <summary>The first few names, and how many more.</summary>
    public static string Some(IReadOnlyList<string> names)
    {
        const int Most = 10;
        return string.Join(", ", names.Take(Most)) + (names.Count > Most ? $" and {names.Count - Most:N0} more" : "");
    }

    public static string Many(long count, string word) => count == 1 ? $"1 {word}" : $"{count:N0} {word}s";

    private static string Guardrails(FlowPlan plan, bool broken)
    {
        var count = plan.Guardrails.Where(g => (g.Change == GuardrailChange.Broken) == broken).Select(g => g.Guardrail.Name).Distinct().Count();
        return count == 0 ? "" : Many(count, "guardrail");
    }

    private static string Severity(GuardrailFinding finding) => finding.Guardrail.Severity == Language.Severity.Error ? "error" : "warning";

    private static string Turn(ModeChangeKind kind, Direction? direction, int count)
    {
        var way = direction switch { Direction.Ingress => " on the way in", Direction.Egress => " on the way out", _ => "" };
        var what = kind == ModeChangeKind.NoLongerIsolated ? "no longer isolated" : kind.ToString().ToLowerInvariant();
        return $"{Many(count, "workload")} {(count == 1 ? "turns" : "turn")} {what}{way}";
    }

    private static string Until(DateTimeOffset? end) => end is { } time ? $"until {Date(time)}" : "for ever";

    private static string Date(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd");

    private static bool IsAddress(Endpoint endpoint) => endpoint.Kind is EndpointKind.Cidr or EndpointKind.AddressGroup;
}
