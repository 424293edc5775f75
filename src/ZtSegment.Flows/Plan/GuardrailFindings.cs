using ZtSegment.Flows.Guardrails;

namespace ZtSegment.Flows.Plan;

/// <summary>The guardrails of both estates, judged on the new one, and those of the old one that the new one weakens.</summary>
internal static class GuardrailFindings
{
    /// <summary>Weakened ones, then broken ones that refuse the documents, then the rest; each by name.</summary>
    public static IEnumerable<GuardrailFinding> Between(Compilation old, Compilation @new)
    {
        if (old.Intent.Guardrails.IsEmpty && @new.Intent.Guardrails.IsEmpty)
            return [];
        var view = GuardrailView.Of(@new);
        var weakened = new GuardrailWeakening(new GuardedEstate(view, old.Intent), new GuardedEstate(view, @new.Intent), @new.Now).Find();
        var broken = GuardrailCheck.Of(@new, @new.Intent).Select(v => Broken(v, isOld: false)).ToList();
        var told = broken.Select(b => (b.Guardrail.Name, b.Guardrail.Severity, b.Found)).ToHashSet();
        var brokenOld = GuardrailCheck.Of(@new, old.Intent).Select(v => Broken(v, isOld: true)).Where(b => !told.Contains((b.Guardrail.Name, b.Guardrail.Severity, b.Found)));
        return
        [
            .. weakened.OrderBy(f => f.Guardrail.Name, StringComparer.Ordinal).ThenBy(f => f.Change),
            .. broken.Concat(brokenOld).OrderBy(f => !f.Refuses).ThenBy(f => f.Guardrail.Name, StringComparer.Ordinal).ThenBy(f => f.IsOld),
        ];
    }

    private static GuardrailFinding Broken(GuardrailViolation violation, bool isOld) =>
        new(violation.Guardrail, GuardrailChange.Broken, isOld, violation.Position, violation.Found, violation);
}
