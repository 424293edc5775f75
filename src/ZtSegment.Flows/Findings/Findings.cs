using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>What a user should know of valid documents once selectors are resolved: errors, warnings and notes.</summary>
/// <remarks>Warnings fold to one per document and cause; those about many workloads to one per file, with their names.</remarks>
public static class Findings
{
    /// <summary>Sorted by position, then code.</summary>
    public static ImmutableArray<Diagnostic> Of(Compilation compilation) => Of(compilation, Absence.None);

    /// <summary>Only what is found whatever stands in the documents and facts that are absent.</summary>
    internal static ImmutableArray<Diagnostic> Of(Compilation compilation, Absence absence)
    {
        var selection = new Selection(compilation, absence);
        Func<IEnumerable<Diagnostic>>[] passes =
        [
            () => PortNameFindings.Of(compilation, selection),
            () => ServiceTagFindings.Of(compilation, selection),
            () => NsgFindings.Of(compilation, selection),
            () => PeerFindings.Of(compilation, selection),
            () => AddressFindings.Of(compilation.Table),
            () => WorkloadFindings.Of(compilation, selection),
            () => CoverageFindings.Of(compilation, selection),
            () => AddressGroupFindings.Of(compilation),
            () => ComposedFindings.Of(compilation, absence),
            () => LifetimeFindings.Of(compilation.Intent.Policies, compilation.Now),
        ];
        return [.. passes.AsParallel().SelectMany(pass => pass()).AsSequential().OrderBy(d => d.Position).ThenBy(d => d.Code, StringComparer.Ordinal).ThenBy(d => d.Message, StringComparer.Ordinal)];
    }
}
