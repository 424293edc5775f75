using System.Collections.Concurrent;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>From what documents name to rows of the table. Safe for use by several threads.</summary>
public sealed class Binder
{
    private readonly Intent intent;
    private readonly WorkloadTable table;
    private readonly Lazy<LabelIndex> index;
    private readonly ConcurrentDictionary<string, int[]> selected = new(StringComparer.Ordinal);

    public Binder(Intent intent, WorkloadTable table)
    {
        (this.intent, this.table) = (intent, table);
        index = new(() => new LabelIndex(table.Labels));
    }

    /// <summary>The row of a workload.</summary>
    /// <exception cref="KeyNotFoundException">There is no such workload.</exception>
    public int RowOf(string workload) => table.RowOf(workload);

    public int? FindRow(string workload) => table.FindRow(workload);

    /// <summary>Rows that a selector matches, whatever their facts; ascending, remembered.</summary>
    public int[] Select(Selector selector) => selected.TryGetValue(selector.Canonical, out var rows) ? rows : selected.GetOrAdd(selector.Canonical, index.Value.Select(selector));

    /// <summary>The selector of a peer that selects workloads by labels; null for others.</summary>
    public Selector? SelectorOf(Peer peer) => peer switch
    {
        SegmentPeer segment => intent.SegmentsByName[segment.Name].Selector,
        SelectorPeer selector => selector.Selector,
        _ => null,
    };
}
