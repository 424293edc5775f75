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
    private readonly GuardedEstate byOld;
    private readonly GuardedEstate byNew;
    private readonly HashSet<string> weakened;
    private readonly List<GuardrailFinding> weakenings;

    private PlannedGuardrails(Compilation old, Compilation @new)
    {
        this.@new = @new;
        var view = GuardrailView.Of(@new);
        (byOld, byNew) = (new GuardedEstate(view, old.Intent), new GuardedEstate(view, @new.Intent));
        weakenings = [.. new GuardrailWeakening(byOld, byNew, @new.Now).Find()];
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
        var asNew = Broken(byNew, isOld: false);
        return asNew.Concat(Broken(byOld, isOld: true).ExceptBy(asNew.Select(Sameness), Sameness));

        static (string, Severity, string, bool) Sameness(GuardrailFinding finding) => (finding.Guardrail.Name, finding.Guardrail.Severity, finding.Found, finding.Refuses);
    }

    /// <param name="reported">The new estate with what facts report; where they report nothing, the documents alone are the same.</param>
    private List<GuardrailFinding> Broken(GuardedEstate reported, bool isOld)
    {
        if (reported.Guardrails.Guardrails.IsEmpty)
            return [];
        var hasReports = GuardrailView.HasReports(@new.Table);
        var byDocuments = GuardrailCheck.Of(hasReports ? new GuardedEstate(GuardrailView.OfDocuments(@new), reported.Guardrails) : reported);
        var names = byDocuments.Select(v => v.Guardrail.Name).ToHashSet(StringComparer.Ordinal);
        var byFacts = hasReports ? GuardrailCheck.Of(reported).Where(v => !names.Contains(v.Guardrail.Name)) : [];
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
