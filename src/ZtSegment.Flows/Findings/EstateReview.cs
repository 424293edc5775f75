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
        List<Diagnostic> diagnostics = [.. found, .. loaded.Diagnostics];
        GuardrailReview? guardrails = null;
        if (loaded.Intent is { } intent && !HasError(diagnostics))
        {
            var compilation = Compiler.Compile(intent, facts, now, ids ?? PolicyIds.ByOrderOfNames(intent));
            diagnostics.AddRange(Findings.Of(compilation));
            if (!HasError(diagnostics))
            {
                guardrails = GuardrailReview.Of(compilation);
                diagnostics.AddRange(limits(guardrails.Compilation));
            }
        }
        else if ((loaded.Intent ?? loaded.Sound) is { } sound)
        {
            diagnostics.AddRange(ErrorsOf(Compiler.Compile(sound, facts, now, PolicyIds.ByOrderOfNames(sound))));
        }

        var isRefused = guardrails is null || HasError(diagnostics);
        return new EstateReview(
            isRefused ? null : guardrails!.Compilation,
            [.. diagnostics.Concat(guardrails?.Diagnostics ?? []).OrderBy(d => d.Position).ThenBy(d => d.Code, StringComparer.Ordinal)],
            guardrails?.Refuses ?? false);
    }

    /// <summary>Warnings may come of what is missing; errors do not.</summary>
    private static IEnumerable<Diagnostic> ErrorsOf(Compilation sound) => Findings.Of(sound).Where(d => d.Severity == Severity.Error);

    private static bool HasError(List<Diagnostic> diagnostics) => diagnostics.Exists(d => d.Severity == Severity.Error);
}
