using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows.Guardrails;

/// <summary>What guardrails make of an estate: what documents break, what only facts do, and what is worth knowing besides.</summary>
/// <param name="Compilation">Where the documents hold, without what facts let through against a guardrail.</param>
/// <param name="Broken">By the documents alone, in order of guardrails.</param>
/// <param name="Diagnostics">Of the broken guardrails, and findings; those about facts refuse nothing, errors though they are.</param>
public sealed record GuardrailReview(
    Compilation Compilation, ImmutableArray<GuardrailViolation> Broken, ImmutableArray<Diagnostic> Diagnostics)
{
    /// <summary>Whether the documents are refused.</summary>
    public bool Refuses => Broken.Any(v => v.Refuses);

    /// <param name="compilation">As the compiler made it.</param>
    public static GuardrailReview Of(Compilation compilation)
    {
        if (compilation.Intent.Guardrails.IsEmpty)
            return new GuardrailReview(compilation, [], []);
        var documents = new GuardedEstate(GuardrailView.OfDocuments(compilation), compilation.Intent);
        var broken = GuardrailCheck.Of(documents);
        IEnumerable<Diagnostic> found = [.. broken.Select(v => v.ToDiagnostic()), .. GuardrailFindings.Of(documents)];
        if (!GuardrailView.HasReports(compilation.Table))
            return new GuardrailReview(compilation, broken, [.. found]);
        var cut = broken.Any(v => v.Refuses) ? compilation : GuardrailCuts.Apply(compilation);
        var byDocuments = broken.Select(v => v.Guardrail.Name).ToHashSet(StringComparer.Ordinal);
        var byFacts = GuardrailCheck.Of(compilation, compilation.Intent).Where(v => !byDocuments.Contains(v.Guardrail.Name));
        return new GuardrailReview(cut, broken, [.. found, .. byFacts.Select(OfFacts)]);
    }

    private static Diagnostic OfFacts(GuardrailViolation violation) => new(
        FindingRules.GuardrailByFacts.Code, violation.Guardrail.Severity, violation.Position,
        $"reported labels or addresses break guardrail `{violation.Guardrail.Name}`: {violation.Found}"
            + (violation is { Refuses: true, Guardrail.Rule: NeverRule or OnlyRule } ? "; what breaks it was left out at every managed end" : ""),
        "correct the facts, or narrow the policies so that they hold whatever is reported",
        violation.Count);
}
