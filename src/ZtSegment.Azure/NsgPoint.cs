using System.Collections.Immutable;
using ZtSegment.Flows;

namespace ZtSegment.Azure;

/// <summary>One network security group with the workloads behind it.</summary>
/// <param name="Id">The resource id as its first workload by name spells it: Azure compares ids without letter case.</param>
/// <param name="Rows">Ascending.</param>
public sealed record NsgPoint(string Id, ImmutableArray<int> Rows)
{
    public string Name => Id[(Id.LastIndexOf('/') + 1)..];

    /// <summary>All of an estate, in order of their ids.</summary>
    public static ImmutableArray<NsgPoint> Of(Compilation compilation) =>
    [
        .. Enumerable.Range(0, compilation.Table.Workloads.Length)
            .Where(row => compilation.Table.Workloads[row].Nsg is not null)
            .GroupBy(row => compilation.Table.Workloads[row].Nsg!, StringComparer.OrdinalIgnoreCase)
            .Select(rows => new NsgPoint(compilation.Table.Workloads[rows.First()].Nsg!, [.. rows]))
            .OrderBy(p => p.Id, StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>Whether an address of any of its workloads is known: until then no ruleset is made.</summary>
    public bool HasAddresses(Compilation compilation) => Rows.Any(row => !compilation.Table.Addresses[row].IsEmpty);
}
