using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows.Guardrails;

/// <summary>What guardrails would say of a policy that is not there yet.</summary>
internal static class ProposedPolicy
{
    /// <summary>By the documents with the policy, and by what facts report; each guardrail once.</summary>
    /// <remarks>
    /// The policy is judged by itself too: of a guardrail that is broken without it (facts may break one), the packet that is told is another policy's.
    /// </remarks>
    public static ImmutableArray<GuardrailViolation> Judge(Compilation compilation, FlowPolicy policy)
    {
        if (compilation.Intent.Guardrails.IsEmpty)
            return [];
        return
        [
            .. Broken(compilation, [.. compilation.Intent.Policies, policy]).Where(v => v.Policies.Contains(policy))
                .Concat(Broken(compilation, [policy]))
                .DistinctBy(v => v.Guardrail)
                .OrderBy(v => v.Guardrail.Name, StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<GuardrailViolation> Broken(Compilation compilation, ImmutableArray<FlowPolicy> policies)
    {
        var old = compilation.Intent;
        var intent = new Intent(
        [
            .. old.Estate is { } estate ? [estate] : Array.Empty<Document>(), .. old.Workloads, .. old.Segments, .. old.Rollouts, .. old.AddressGroups,
            .. old.PortGroups, .. policies, .. old.Guardrails, .. old.EnforcementPoints,
        ]);
        var facts = new EstateFacts(compilation.Table.Workloads.Select((w, row) => KeyValuePair.Create(w.Name, compilation.Table.Facts[row])).ToDictionary());
        return GuardrailCheck.Of(Compiler.Compile(intent, facts, compilation.Now, PolicyIds.ByOrderOfNames(intent)), intent)
            .Where(v => v.Guardrail.Rule is not AlwaysRule && !v.Policies.IsEmpty);
    }
}
