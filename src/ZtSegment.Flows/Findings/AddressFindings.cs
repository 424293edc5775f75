using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>Addresses that facts report of one workload and that another has as well: each belongs to one, shared virtual addresses aside.</summary>
/// <remarks>Between documents alone the loader finds these.</remarks>
internal static class AddressFindings
{
    /// <summary>One finding per address, at the second workload by name that has it.</summary>
    public static IEnumerable<Diagnostic> Of(WorkloadTable table)
    {
        var reported = Enumerable.Range(0, table.Workloads.Length)
            .Where(row => table.Workloads[row].AddressesFrom is not null)
            .SelectMany(row => table.Addresses[row].Except(table.Workloads[row].VirtualAddresses))
            .ToHashSet();
        return reported.Count == 0 ? [] : Shared(table, reported).Select(s => Finding(table, s.Key, s.Value));
    }

    /// <summary>The rows that may not have an address together, ascending.</summary>
    private static Dictionary<Address, List<int>> Shared(WorkloadTable table, HashSet<Address> reported)
    {
        var firsts = new Dictionary<Address, (int Row, bool IsVirtual)>(reported.Count);
        var shared = new Dictionary<Address, List<int>>();
        for (var row = 0; row < table.Workloads.Length; row++)
        {
            foreach (var address in table.Addresses[row].Where(reported.Contains))
            {
                var isVirtual = table.Workloads[row].VirtualAddresses.Contains(address);
                if (firsts.TryAdd(address, (row, isVirtual)) || (isVirtual && firsts[address].IsVirtual))
                    continue;
                if (!shared.TryGetValue(address, out var rows))
                    shared[address] = rows = [firsts[address].Row];
                rows.Add(row);
            }
        }

        return shared;
    }

    private static Diagnostic Finding(WorkloadTable table, Address address, List<int> rows) => FindingRules.SharedAddress.At(
        table.Workloads[rows[1]].Position,
        $"{address} is an address of both `{table.Workloads[rows[0]].Name}` and `{table.Workloads[rows[1]].Name}`",
        "correct the facts or narrow `addressesFrom.within`; what several share belongs in `virtualAddresses` of each",
        rows.Count - 1);
}
