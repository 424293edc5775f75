using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>Which workloads documents name, whatever their posture and quarantine.</summary>
internal sealed class Selection(Compilation compilation, Absence absence)
{
    private const int MostNames = 10;

    public Selection(Compilation compilation)
        : this(compilation, Absence.None)
    {
    }

    public Absence Absence => absence;

    /// <summary>Rows, ascending; none for address peers.</summary>
    public int[] RowsOf(Peer peer) => peer switch
    {
        WorkloadPeer workload => [compilation.Binder.RowOf(workload.Name)],
        _ when compilation.Binder.SelectorOf(peer) is { } selector => compilation.Binder.Select(selector),
        _ => [],
    };

    /// <summary>Whether a peer may select a workload that is absent.</summary>
    public bool MaySelectMore(Peer peer) => compilation.Binder.SelectorOf(peer) is { } selector && absence.MayMatch(selector);

    /// <summary>Rows that the policy names at either end, each once.</summary>
    public IEnumerable<int> RowsOf(FlowPolicy policy) => policy.From.Concat(policy.To).SelectMany(RowsOf).Distinct();

    public Workload WorkloadAt(int row) => compilation.Table.Workloads[row];

    /// <summary>Names of workloads for a message: the first ten, and how many more.</summary>
    public string Names(IReadOnlyCollection<int> rows) => Names(rows.Select(row => WorkloadAt(row).Name), rows.Count);

    /// <summary>The first ten names, and how many more.</summary>
    public static string Names(IEnumerable<string> names, int count)
    {
        var shown = names.Take(MostNames).Select(n => $"`{n}`").ToArray();
        if (count > shown.Length)
            return $"{string.Join(", ", shown)} and {count - shown.Length} more";
        return shown.Length < 2 ? string.Concat(shown) : $"{string.Join(", ", shown[..^1])} and {shown[^1]}";
    }
}
