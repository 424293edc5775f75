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
        var (broken, diagnostics) = Told(compilation, Absence.None);
        var isCut = GuardrailView.HasReports(compilation.Table) && !broken.Any(v => v.Refuses);
        return new GuardrailReview(isCut ? GuardrailCuts.Apply(compilation) : compilation, broken, diagnostics);
    }

    /// <summary>What is broken and worth knowing, whatever stands in documents and facts that are absent.</summary>
    internal static ImmutableArray<Diagnostic> Beside(Compilation compilation, Absence absence) =>
        compilation.Intent.Guardrails.IsEmpty ? [] : Told(compilation, absence).Diagnostics;

    private static (ImmutableArray<GuardrailViolation> Broken, ImmutableArray<Diagnostic> Diagnostics) Told(Compilation compilation, Absence absence)
    {
        var documents = new GuardedEstate(GuardrailView.OfDocuments(compilation), compilation.Intent);
        ImmutableArray<GuardrailViolation> broken = [.. GuardrailCheck.Of(documents).Where(v => IsKnown(v, absence))];
        IEnumerable<Diagnostic> found = [.. broken.Select(v => v.ToDiagnostic()), .. GuardrailFindings.Of(documents, absence)];
        if (!absence.HasFacts || !HasAllThatOpens(absence) || !GuardrailView.HasReports(compilation.Table))
            return (broken, [.. found]);
        var byDocuments = broken.Select(v => v.Guardrail.Name).ToHashSet(StringComparer.Ordinal);
        var byFacts = GuardrailCheck.Of(compilation, compilation.Intent).Where(v => !byDocuments.Contains(v.Guardrail.Name) && IsKnown(v, absence));
        return (broken, [.. found, .. byFacts.Select(OfFacts)]);
    }

    /// <summary>Else what facts alone break here may be broken by the documents with those that are absent.</summary>
    private static bool HasAllThatOpens(Absence absence) => absence.HasAll(
        DocumentKind.Workload, DocumentKind.Segment, DocumentKind.FlowPolicy, DocumentKind.AddressGroup, DocumentKind.PortGroup, DocumentKind.Estate);

    /// <summary>An absent workload may stop a packet at its own end; more policies break <c>never</c> and <c>only</c> all the same, but may keep <c>always</c>.</summary>
    private static bool IsKnown(GuardrailViolation violation, Absence absence) => violation.Guardrail.Rule switch
    {
        AlwaysRule => absence.HasAll(DocumentKind.Workload, DocumentKind.Segment, DocumentKind.FlowPolicy, DocumentKind.Estate),
        RequireLabelsRule => true,
        _ => absence.HasAll(DocumentKind.Workload, DocumentKind.Segment),
    };

    private static Diagnostic OfFacts(GuardrailViolation violation) => new(
        FindingRules.GuardrailByFacts.Code, violation.Guardrail.Severity, violation.Position,
        $"reported labels or addresses break guardrail `{violation.Guardrail.Name}`: {violation.Found}"
            + (violation is { Refuses: true, Guardrail.Rule: NeverRule or OnlyRule } ? "; what breaks it was left out at every managed end" : ""),
        "correct the facts, or narrow the policies so that they hold whatever is reported",
        violation.Count);
}
