namespace ZtSegment.Flows;

/// <summary>Managed workloads that no live policy names, whatever their posture: cut off when enforced. Quarantined ones are not among them.</summary>
internal static class IsolatedWorkloads
{
    /// <summary>Rows, ascending.</summary>
    public static IEnumerable<int> Of(Compilation compilation, Selection selection)
    {
        var named = new bool[compilation.Table.Workloads.Length];
        foreach (var rows in compilation.Policies.SelectMany(p => p.Policy.From.Concat(p.Policy.To)).Select(selection.RowsOf).Distinct())
        {
            foreach (var row in rows)
                named[row] = true;
        }

        return Enumerable.Range(0, named.Length)
            .Where(row => !named[row] && compilation.Table.Workloads[row].IsManaged && !compilation.Table.Facts[row].Quarantined);
    }
}
