using ZtSegment.Flows.Guardrails;
using ZtSegment.Language;

namespace ZtSegment.Flows.Plan;

/// <summary>The guardrails of both estates, judged on the new one, and those of the old one that the new one weakens.</summary>
/// <remarks>
/// Documents that break one are refused. What only facts break the compiler leaves out, so it refuses nothing; unless the guardrail is the old
/// one and the new documents weaken it, since then nobody leaves it out.
/// </remarks>
internal sealed class PlannedGuardrails
{
    private readonly Compilation @new;
    private readonly Intent old;
    private readonly HashSet<string> weakened;
    private readonly List<GuardrailFinding> weakenings;

    private PlannedGuardrails(Compilation old, Compilation @new)
    {
        (this.old, this.@new) = (old.Intent, @new);
        var view = GuardrailView.Of(@new);
        weakenings = [.. new GuardrailWeakening(new GuardedEstate(view, old.Intent), new GuardedEstate(view, @new.Intent), @new.Now).Find()];
        weakened = weakenings.Select(w => w.Guardrail.Name).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Weakened ones, then broken ones that refuse the documents, then the rest; each by name.</summary>
    public static IEnumerable<GuardrailFinding> Between(Compilation old, Compilation @new)
    {
        if (old.Intent.Guardrails.IsEmpty && @new.Intent.Guardrails.IsEmpty)
            return [];
        var guardrails = new PlannedGuardrails(old, @new);
        return
        [
            .. guardrails.weakenings.OrderBy(f => f.Guardrail.Name, StringComparer.Ordinal).ThenBy(f => f.Change),
            .. guardrails.Broken().OrderBy(f => !f.Refuses).ThenBy(f => f.Guardrail.Name, StringComparer.Ordinal).ThenBy(f => f.IsOld),
        ];
    }

    /// <summary>One that is broken as both declare it is told once.</summary>
    private IEnumerable<GuardrailFinding> Broken()
    {
        var asNew = Broken(@new.Intent, isOld: false);
        return asNew.Concat(Broken(old, isOld: true).ExceptBy(asNew.Select(Sameness), Sameness));

        static (string, Severity, string, bool) Sameness(GuardrailFinding finding) => (finding.Guardrail.Name, finding.Guardrail.Severity, finding.Found, finding.Refuses);
    }

    private List<GuardrailFinding> Broken(Intent guardrails, bool isOld)
    {
        if (guardrails.Guardrails.IsEmpty)
            return [];
        var byDocuments = GuardrailCheck.Of(new GuardedEstate(GuardrailView.OfDocuments(@new), guardrails));
        var names = byDocuments.Select(v => v.Guardrail.Name).ToHashSet(StringComparer.Ordinal);
        var byFacts = GuardrailView.HasReports(@new.Table) ? GuardrailCheck.Of(@new, guardrails).Where(v => !names.Contains(v.Guardrail.Name)) : [];
        return
        [
            .. byDocuments.Select(v => Finding(v, isOld, isByFacts: false)),
            .. byFacts.Select(v => Finding(v, isOld, isByFacts: !(isOld && weakened.Contains(v.Guardrail.Name)))),
        ];
    }

    private static GuardrailFinding Finding(GuardrailViolation violation, bool isOld, bool isByFacts) => new(
        violation.Guardrail, GuardrailChange.Broken, isOld, violation.Position,
        isByFacts ? $"by reported labels or addresses, and left out where it is enforced: {violation.Found}" : violation.Found, violation, isByFacts);
}
