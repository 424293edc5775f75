using System.Collections.Immutable;
using ZtSegment.Flows.Guardrails;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>All that is to be said of loaded documents with their facts, and what the compiler makes of them: the same judgement wherever documents come in.</summary>
/// <param name="Compilation">Without what facts let through against a guardrail; null where an error refuses the documents.</param>
/// <param name="Diagnostics">Those of loading included; sorted by position, then code.</param>
/// <param name="BreaksGuardrail">Valid documents that break a guardrail may be shown, but nothing is made of them.</param>
//
//   documents --> LoadResult --+
//                              +--> Compiler --> Findings --> GuardrailReview --> limits of the targets
//   EstateFacts ---------------+                    |                |                    |
//                                                   +----------------+--------------------+--> diagnostics
//
public sealed record EstateReview(Compilation? Compilation, ImmutableArray<Diagnostic> Diagnostics, bool BreaksGuardrail)
{
    /// <param name="found">What was found besides, before: unreadable files, errors of facts. Any error refuses the documents.</param>
    /// <param name="limits">What the targets cannot render of valid documents; an argument, since no target is known here.</param>
    /// <param name="ids">Of all policies of valid documents; null: by order of names.</param>
    public static EstateReview Of(
        LoadResult loaded,
        EstateFacts facts,
        IEnumerable<Diagnostic> found,
        DateTimeOffset now,
        Func<Compilation, IEnumerable<Diagnostic>> limits,
        PolicyIds? ids = null)
    {
        List<Diagnostic> before = [.. found];
        var isUnread = before.Exists(d => d.Severity == Severity.Error && !IsOfFacts(d));
        before.AddRange(loaded.Diagnostics);
        if (isUnread)
            before.RemoveAll(MayComeOfUnread);
        if (loaded.Intent is null || HasError(before))
        {
            var refused = isUnread ? RefusedDocuments.Anything : loaded.Sound?.Refused ?? RefusedDocuments.None;
            return Refused([.. before, .. BesideErrors(loaded, facts, new Absence(refused, facts, !isUnread && !before.Exists(IsOfFacts)), now)]);
        }

        var compilation = Compiler.Compile(loaded.Intent, facts, now, ids ?? PolicyIds.ByOrderOfNames(loaded.Intent));
        var findings = Findings.Of(compilation);
        if (HasError(findings))
            return Refused([.. before, .. findings, .. BesideFindings(compilation, findings, limits)]);
        var guardrails = GuardrailReview.Of(compilation);
        var beyond = limits(guardrails.Compilation).ToList();
        IEnumerable<Diagnostic> all = [.. before, .. findings, .. guardrails.Diagnostics, .. beyond];
        return HasError(beyond) ? Refused(all) : new EstateReview(guardrails.Compilation, Sorted(all), guardrails.Refuses);
    }

    private static EstateReview Refused(IEnumerable<Diagnostic> diagnostics) => new(null, Sorted(diagnostics), false);

    private static ImmutableArray<Diagnostic> Sorted(IEnumerable<Diagnostic> diagnostics) =>
        [.. diagnostics.OrderBy(d => d.Position).ThenBy(d => d.Code, StringComparer.Ordinal)];

    /// <summary>What is to be said of what was not refused, whatever the rest may be.</summary>
    private static IEnumerable<Diagnostic> BesideErrors(LoadResult loaded, EstateFacts facts, Absence absence, DateTimeOffset now)
    {
        if ((loaded.Intent ?? loaded.Sound?.Intent) is not { } sound)
            return [];
        var compilation = Compiler.Compile(sound, facts, now, PolicyIds.ByOrderOfNames(sound));
        return [.. Findings.Of(compilation, absence), .. LifetimeFindings.Of(loaded.Sound?.Unbound ?? [], now), .. GuardrailReview.Beside(compilation, absence)];
    }

    /// <summary>All documents are there; but what a port name means must be clear before packets are judged.</summary>
    private static IEnumerable<Diagnostic> BesideFindings(
        Compilation compilation, ImmutableArray<Diagnostic> findings, Func<Compilation, IEnumerable<Diagnostic>> limits)
    {
        if (findings.Any(d => d.Code == FindingRules.PortNameClash.Code))
            return [];
        var told = findings.Select(d => d.Code).ToHashSet(StringComparer.Ordinal);
        return GuardrailReview.Beside(compilation, Absence.None).Concat(limits(compilation).Where(d => !told.Contains(d.Code)));
    }

    private static bool IsOfFacts(Diagnostic d) => d.Code == DiagnosticRules.FactsShape.Code || d.Code == DiagnosticRules.FactsValue.Code;

    private static bool MayComeOfUnread(Diagnostic d) => d.Code == DiagnosticRules.UnusedNsg.Code || d.Code == DiagnosticRules.FactsUnknownWorkload.Code;

    private static bool HasError(IEnumerable<Diagnostic> diagnostics) => diagnostics.Any(d => d.Severity == Severity.Error);
}
