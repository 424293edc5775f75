using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>Address groups, which name what is outside the estate, with declared workloads in them.</summary>
internal static class AddressGroupFindings
{
    public static IEnumerable<Diagnostic> Of(Compilation compilation)
    {
        var groups = compilation.Intent.AddressGroups
            .Select(g => (Group: g, Addresses: AddressSet.From(g.Cidrs).Subtract(AddressSet.From(g.Except))))
            .Where(g => !g.Addresses.IsEmpty)
            .ToList();
        if (groups.Count == 0)
            return [];
        var any = groups.Aggregate(AddressSet.Empty, (all, g) => all.Union(g.Addresses));
        var inside = Enumerable.Range(0, compilation.Table.Workloads.Length).Where(row => compilation.Table.Addresses[row].Any(any.Contains)).ToList();
        return
            from @group in groups
            let rows = inside.Where(row => compilation.Table.Addresses[row].Any(@group.Addresses.Contains)).ToList()
            where rows.Count > 0
            select FindingRules.GroupHoldsWorkloads.At(
                @group.Group.Position,
                $"address group `{@group.Group.Name}` contains declared workloads: {Selection.Names(rows.Select(row => compilation.Table.Workloads[row].Name), rows.Count)}",
                "a group opens nobody's own side: name workloads by segment, and take their addresses out with `except`",
                rows.Count);
    }
}
