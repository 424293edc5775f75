using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>Addresses that facts report of one workload and that another has as well: each belongs to one, shared virtual addresses aside.</summary>
/// <remarks>Between documents alone the loader finds these.</remarks>
internal static class AddressFindings
{
    /// <summary>One finding per workload, at the later of two by name.</summary>
    public static IEnumerable<Diagnostic> Of(WorkloadTable table)
    {
        var reported = Enumerable.Range(0, table.Workloads.Length)
            .Where(row => table.Workloads[row].AddressesFrom is not null)
            .SelectMany(row => table.Addresses[row].Except(table.Workloads[row].VirtualAddresses))
            .ToHashSet();
        return reported.Count == 0 ? [] : Shared(table, reported);
    }

    private static IEnumerable<Diagnostic> Shared(WorkloadTable table, HashSet<Address> reported)
    {
        var holders = new Dictionary<Address, (int Row, bool IsVirtual)>(reported.Count);
        for (var row = 0; row < table.Workloads.Length; row++)
        {
            var workload = table.Workloads[row];
            var clashes = new List<(Address Address, int Holder)>();
            foreach (var address in table.Addresses[row].Where(reported.Contains))
            {
                var isVirtual = workload.VirtualAddresses.Contains(address);
                if (!holders.TryAdd(address, (row, isVirtual)) && !(isVirtual && holders[address].IsVirtual))
                    clashes.Add((address, holders[address].Row));
            }

            if (clashes.Count > 0)
                yield return Finding(table, workload, clashes);
        }
    }

    private static Diagnostic Finding(WorkloadTable table, Workload workload, List<(Address Address, int Holder)> clashes)
    {
        var (address, holder) = clashes[0];
        var more = clashes.Count == 1 ? "" : $", and {clashes.Count - 1} more of its addresses other workloads have too";
        return FindingRules.SharedAddress.At(
            workload.Position,
            $"{address} is an address of both `{table.Workloads[holder].Name}` and `{workload.Name}`{more}",
            "correct the facts or narrow `addressesFrom.within`; what several share belongs in `virtualAddresses` of each",
            clashes.Count);
    }
}
