using System.Collections.Immutable;
using ZtSegment.Flows;
using ZtSegment.Language;

namespace ZtSegment.Cli.Estates;

/// <summary>Documents and facts that were read and compiled.</summary>
/// <param name="Diagnostics">Warnings, notes and what guardrails say, sorted by position.</param>
/// <param name="BreaksGuardrail">Documents that break a guardrail may be shown, but nothing is made of them.</param>
internal sealed record LoadedEstate(Compilation Compilation, ImmutableArray<Diagnostic> Diagnostics, bool BreaksGuardrail)
{
    public Intent Intent => Compilation.Intent;

    public DateTimeOffset Now => Compilation.Now;
}
