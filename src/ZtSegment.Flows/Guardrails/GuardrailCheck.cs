using System.Collections.Immutable;
using ZtSegment.Flows.Graph;
using ZtSegment.Language;

namespace ZtSegment.Flows.Guardrails;

/// <summary>Judges an estate by guardrails: its own, or those of another revision.</summary>
//
//   Compilation --GuardrailView--> GuardedEstate --+--> ForbiddenFlows (never, only) --+
//   guardrails, with their segments and groups ----+--> RequiredFlows (always) --------+--> a packet and its policies
//                                                  +--> LabelDemands, PolicyLimits ----+
//
public static class GuardrailCheck
{
    /// <summary>By guardrail, then position. For flows the first packet of each guardrail; for labels and limits each document.</summary>
    /// <param name="compilation">Its workloads and policies are judged, with what facts report of labels and addresses.</param>
    /// <param name="guardrails">Its guardrails are judged by, with its segments, groups and port groups; it may be of another revision.</param>
    public static ImmutableArray<GuardrailViolation> Of(Compilation compilation, Intent guardrails)
    {
        if (guardrails.Guardrails.IsEmpty)
            return [];
        return Of(new GuardedEstate(GuardrailView.Of(compilation), guardrails));
    }

    internal static ImmutableArray<GuardrailViolation> Of(GuardedEstate estate) =>
        [.. estate.Guardrails.Guardrails.SelectMany(guardrail => Of(estate, guardrail))];

    private static IEnumerable<GuardrailViolation> Of(GuardedEstate estate, Guardrail guardrail) => guardrail.Rule switch
    {
        NeverRule or OnlyRule => new ForbiddenFlows(estate, new FlowGuard(estate, guardrail)).Find().Take(1).Select(f => Violation(estate, guardrail, f)),
        AlwaysRule => new RequiredFlows(estate, new FlowGuard(estate, guardrail)).Find().Take(1).Select(f => Violation(estate, guardrail, f)),
        RequireLabelsRule rule => LabelDemands.Of(estate, guardrail, rule),
        LimitRule rule => PolicyLimits.Of(estate, guardrail, rule),
        _ => throw new ArgumentException($"no judge for {guardrail.Rule.GetType().Name}", nameof(guardrail)),
    };

    private static GuardrailViolation Violation(GuardedEstate estate, Guardrail guardrail, ForbiddenFlow flow)
    {
        var choice = new PacketChoice(estate);
        var packet = choice.Of(flow.Source, flow.Destination, flow.Family, flow.Ports);
        var leaving = choice.ThatLet(flow.Source.Kind, Direction.Egress, packet.Destination.Address, packet);
        var entering = choice.ThatLet(flow.Destination.Kind, Direction.Ingress, packet.Source.Address, packet);
        return new GuardrailViolation(
            guardrail, guardrail.Rule.Position, packet, Union(leaving.Policies, entering.Policies), leaving.ByManagement || entering.ByManagement,
            $"{packet} {GuardrailViolation.Demanded(guardrail.Rule)}, but {Words(leaving, entering)}",
            "narrow these policies, or add an `except` to the guardrail with its owner and reason");
    }

    private static GuardrailViolation Violation(GuardedEstate estate, Guardrail guardrail, LackingFlow flow)
    {
        var choice = new PacketChoice(estate);
        var packet = choice.Of(flow.Source, flow.Destination, flow.Family, flow.Ports);
        var (kind, end, remote) = flow.Denying == Direction.Egress
            ? (flow.Source.Kind, packet.Source, packet.Destination.Address)
            : (flow.Destination.Kind, packet.Destination, packet.Source.Address);
        var passing = choice.ThatLet(kind, flow.Denying, remote, packet).Policies;
        return new GuardrailViolation(
            guardrail, guardrail.Rule.Position, packet, passing, false,
            $"{packet} {GuardrailViolation.Demanded(guardrail.Rule)}, but no policy without a condition and an end lets it {(flow.Denying == Direction.Egress ? "out of" : "into")} {end}"
                + (passing.IsEmpty ? "" : $"; {string.Join(", ", passing.Select(Place))} {(passing.Length == 1 ? "does" : "do")} with one"),
            "declare the flow in a policy without `when` and `expires`, or narrow the guardrail");
    }

    private static ImmutableArray<FlowPolicy> Union(IEnumerable<FlowPolicy> leaving, IEnumerable<FlowPolicy> entering) =>
        [.. leaving.Union(entering).OrderBy(p => p.Name, StringComparer.Ordinal)];

    private static string Words(
        (ImmutableArray<FlowPolicy> Policies, bool ByManagement) leaving, (ImmutableArray<FlowPolicy> Policies, bool ByManagement) entering)
    {
        var both = leaving.Policies.Intersect(entering.Policies).ToList();
        var ends = new List<string>();
        if (both.Count > 0)
            return $"{Names(both, false)} {(both.Count == 1 ? "lets" : "let")} it through";
        foreach (var ((policies, byManagement), way) in new[] { (leaving, "out"), (entering, "in") })
        {
            if (policies.Length > 0 || byManagement)
                ends.Add($"{Names(policies, byManagement)} {(policies.Length + (byManagement ? 1 : 0) == 1 ? "lets" : "let")} it {way}");
        }

        return string.Join(", and ", ends);
    }

    private static string Names(IEnumerable<FlowPolicy> policies, bool byManagement) =>
        string.Join(", ", policies.Select(Place).Concat(byManagement ? ["the Estate's `management`"] : Array.Empty<string>()));

    internal static string Place(FlowPolicy policy) => $"policy `{policy.Name}` ({policy.Position.File}:{policy.Position.Line})";
}
