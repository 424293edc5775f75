using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>Which workloads have an address: one, unless it is a virtual one or reported by mistake.</summary>
internal sealed class AddressHolders
{
    private readonly Dictionary<Address, int> alone;
    private readonly Dictionary<Address, int[]> shared = [];

    public AddressHolders(WorkloadTable table)
    {
        alone = new Dictionary<Address, int>(table.Workloads.Length);
        for (var row = 0; row < table.Workloads.Length; row++)
            Add(row, table.Addresses[row]);
    }

    /// <summary>Workloads but this one that have the address.</summary>
    public IEnumerable<int> Others(Address address, int row) => Of(address).Where(other => other != row);

    /// <summary>Every workload that has the address.</summary>
    public IEnumerable<int> Of(Address address) =>
        shared.TryGetValue(address, out var holders) ? holders : alone.TryGetValue(address, out var row) ? [row] : [];

    public bool IsShared(Address address) => shared.ContainsKey(address);

    public void Add(int row, ImmutableArray<Address> addresses)
    {
        foreach (var address in addresses)
        {
            ref var holder = ref CollectionsMarshal.GetValueRefOrAddDefault(alone, address, out var exists);
            if (!exists)
                holder = row;
            else if (holder != row)
                shared[address] = (shared.GetValueOrDefault(address) ?? [holder]).With(row);
        }
    }

    public void Remove(int row, ImmutableArray<Address> addresses)
    {
        foreach (var address in addresses)
        {
            if (!shared.TryGetValue(address, out var holders))
            {
                alone.Remove(address);
                continue;
            }

            holders = holders.Without(row);
            if (holders.Length > 1)
                shared[address] = holders;
            else
                shared.Remove(address);
            alone[address] = holders[0];
        }
    }
}
