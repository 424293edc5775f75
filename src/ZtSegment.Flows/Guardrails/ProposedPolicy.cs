using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows.Guardrails;

/// <summary>What guardrails would say of a policy that is not there yet.</summary>
internal static class ProposedPolicy
{
    /// <summary>By the documents with the policy, and by what facts report; each guardrail once.</summary>
    public static ImmutableArray<GuardrailViolation> Judge(Compilation compilation, FlowPolicy policy)
    {
        var old = compilation.Intent;
        if (old.Guardrails.IsEmpty)
            return [];
        var intent = new Intent(
        [
            .. old.Estate is { } estate ? [estate] : Array.Empty<Document>(), .. old.Workloads, .. old.Segments, .. old.Rollouts, .. old.AddressGroups,
            .. old.PortGroups, .. old.Policies, policy, .. old.Guardrails, .. old.EnforcementPoints,
        ]);
        var facts = new EstateFacts(compilation.Table.Workloads.Select((w, row) => KeyValuePair.Create(w.Name, compilation.Table.Facts[row])).ToDictionary());
        return [.. GuardrailCheck.Of(Compiler.Compile(intent, facts, compilation.Now, PolicyIds.ByOrderOfNames(intent)), intent)
            .Where(v => v.Guardrail.Rule is not AlwaysRule && v.Policies.Contains(policy))];
    }
}
