using System.Collections.Immutable;
using ZtSegment.Flows;
using ZtSegment.Language;

namespace ZtSegment.Cli.Estates;

/// <summary>Documents and facts that were read and compiled without an error.</summary>
/// <param name="Diagnostics">Warnings and notes, sorted by position.</param>
internal sealed record LoadedEstate(Compilation Compilation, ImmutableArray<Diagnostic> Diagnostics)
{
    public Intent Intent => Compilation.Intent;

    public DateTimeOffset Now => Compilation.Now;
}
