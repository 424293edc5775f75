using System.Collections.Frozen;
using System.Collections.Immutable;
using ZtSegment.Cluster.Contracts;
using ZtSegment.Language;

namespace ZtSegment.Cluster.Intents;

/// <summary>A revision with its documents.</summary>
/// <param name="Hash">Null before the first revision.</param>
/// <param name="Record">Null before the first revision.</param>
public sealed record LoadedRevision(string? Hash, Revision? Record, ImmutableArray<SourceDocuments> Sources, Intent Intent)
{
    private readonly Lazy<FrozenDictionary<string, ImmutableArray<int>>> rowsOfPoint = new(() => RowsOfPoint(Intent));

    internal static LoadedRevision None { get; } = new(null, null, [], new Intent([]));

    public long Number => Record?.Number ?? 0;

    internal AllottedIds Ids { get; init; } = AllottedIds.None;

    /// <summary>Every enforcement point by its key, with the rows of the workloads that it protects, ascending.</summary>
    public FrozenDictionary<string, ImmutableArray<int>> Points => rowsOfPoint.Value;

    private static FrozenDictionary<string, ImmutableArray<int>> RowsOfPoint(Intent intent) => intent.Workloads.Index()
        .SelectMany(w => PointsOf(w.Item).Select(point => (point, w.Index)))
        .GroupBy(p => p.point, p => p.Index, StringComparer.Ordinal)
        .ToFrozenDictionary(g => g.Key, g => g.ToImmutableArray(), StringComparer.Ordinal);

    private static IEnumerable<string> PointsOf(Workload workload)
    {
        if (workload.LinuxHost is { } host)
            yield return GrainKeys.LinuxPoint(host);
        if (workload.Nsg is { } nsg)
            yield return GrainKeys.AzurePoint(nsg);
    }
}
