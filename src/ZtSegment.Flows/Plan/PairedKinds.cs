using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ZtSegment.Flows.Graph;
using ZtSegment.Language;

namespace ZtSegment.Flows.Plan;

/// <summary>Addresses that look alike on both sides of a plan.</summary>
/// <param name="other">The kind on the other side; null where the workload does not have the address there.</param>
/// <param name="example">One of them.</param>
internal sealed class PairedAddress(int number, AddressKind own, AddressKind? other, Address example)
{
    public int Number { get; } = number;

    public AddressKind Own { get; } = own;

    public AddressKind? Other { get; } = other;

    public Address Example { get; } = example;

    public List<PairedKind> Holders { get; } = [];
}

/// <summary>Workloads of one side that look alike on both: every pair of two such kinds has the same flows on either side.</summary>
/// <param name="other">What they are on the other side; null where they are not there.</param>
/// <param name="isSame">On both sides, with the same addresses, managed on both or on none: only their rules can tell the sides apart.</param>
internal sealed class PairedKind(int number, WorkloadKind own, WorkloadKind? other, bool isSame, ImmutableArray<PairedAddress> addresses)
{
    public int Number { get; } = number;

    public WorkloadKind Own { get; } = own;

    public WorkloadKind? Other { get; } = other;

    public bool IsSame { get; } = isSame;

    public ImmutableArray<PairedAddress> Addresses { get; } = addresses;

    /// <summary>Ascending, of the own side.</summary>
    public List<int> Rows { get; } = [];

    public bool Has(IpFamily family) => Addresses.Any(a => a.Own.Example.Family == family);

    /// <summary>What they are on the other side; null where an address of that family is not theirs there, so that all its packets are new.</summary>
    public WorkloadKind? OtherFor(IpFamily family) => Addresses.All(a => a.Other is not null || a.Own.Example.Family != family) ? Other : null;

    public AddressSet OfFamilies(AddressSet addresses) =>
        new(Has(IpFamily.V4) ? addresses.V4 : default, Has(IpFamily.V6) ? addresses.V6 : default);
}

/// <summary>Pairs the workloads of one side with those of the other by name, and groups them by what they look like on both.</summary>
internal sealed class PairedKinds
{
    private readonly Compilation own;
    private readonly Compilation other;
    private readonly WorkloadKinds ownKinds;
    private readonly WorkloadKinds otherKinds;
    private readonly Dictionary<(int Own, int Other), PairedAddress> addresses = [];
    private readonly List<PairedKind> kinds = [];
    private readonly ILookup<WorkloadKind, PairedKind> byOwn;
    private PairedAddress[] inOrder = [];

    public PairedKinds(Compilation own, WorkloadKinds ownKinds, Compilation other, WorkloadKinds otherKinds)
    {
        (this.own, this.ownKinds, this.other, this.otherKinds) = (own, ownKinds, other, otherKinds);
        Group();
        byOwn = kinds.ToLookup(k => k.Own);
        foreach (var kind in kinds)
        {
            foreach (var address in kind.Addresses)
                address.Holders.Add(kind);
        }

        inOrder = [.. addresses.Values.OrderBy(a => a.Example)];
    }

    public IReadOnlyList<PairedKind> Kinds => kinds;

    public IEnumerable<PairedKind> Of(WorkloadKind kind) => byOwn[kind];

    /// <summary>The kinds with an address in these.</summary>
    public IEnumerable<PairedKind> Within(AddressSet set) => Within(set.V4, IpFamily.V4).Concat(Within(set.V6, IpFamily.V6)).SelectMany(a => a.Holders);

    private IEnumerable<PairedAddress> Within(IntervalSet<UInt128> ranges, IpFamily family)
    {
        foreach (var (from, to) in ranges.ToImmutableArray())
        {
            for (var at = FirstFrom(new Address(family, from)); at < inOrder.Length && inOrder[at].Example is var a && a.Family == family && a.Value <= to; at++)
                yield return inOrder[at];
        }
    }

    private int FirstFrom(Address address)
    {
        int low = 0, high = inOrder.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (inOrder[middle].Example.CompareTo(address) < 0)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private void Group()
    {
        var byKey = new Dictionary<int[], PairedKind>(IntArrayComparer.Instance);
        var lookup = byKey.GetAlternateLookup<ReadOnlySpan<int>>();
        var all = new List<PairedAddress>();
        var key = new List<int>();
        for (int row = 0, otherRow = 0; row < own.Table.Workloads.Length; row++)
        {
            var counterpart = Counterpart(own.Table.Workloads[row].Name, ref otherRow);
            key.Clear();
            foreach (var address in own.Table.Addresses[row])
            {
                var paired = Pair(address, counterpart, all).Number;
                if (!key.Contains(paired))
                    key.Add(paired);
            }

            key.Sort();
            var count = key.Count;
            var isSame = counterpart >= 0 && IsSame(row, counterpart);
            key.Add(ownKinds.OfRow[row].Number);
            key.Add(counterpart < 0 ? -1 : otherKinds.OfRow[counterpart].Number);
            key.Add(isSame ? 1 : 0);
            if (!lookup.TryGetValue(CollectionsMarshal.AsSpan(key), out var kind))
            {
                kind = new PairedKind(
                    kinds.Count, ownKinds.OfRow[row], counterpart < 0 ? null : otherKinds.OfRow[counterpart], isSame, [.. key.Take(count).Select(n => all[n])]);
                kinds.Add(kind);
                lookup[CollectionsMarshal.AsSpan(key)] = kind;
            }

            kind.Rows.Add(row);
        }
    }

    /// <summary>Both tables are in order of names.</summary>
    private int Counterpart(string name, ref int otherRow)
    {
        var workloads = other.Table.Workloads;
        while (otherRow < workloads.Length && string.CompareOrdinal(workloads[otherRow].Name, name) < 0)
            otherRow++;
        return otherRow < workloads.Length && workloads[otherRow].Name == name ? otherRow : -1;
    }

    private bool IsSame(int row, int otherRow) =>
        own.Table.Workloads[row].IsManaged == other.Table.Workloads[otherRow].IsManaged
        && own.Table.Addresses[row].Length == other.Table.Addresses[otherRow].Length
        && own.Table.Addresses[row].All(a => other.Table.Addresses[otherRow].Contains(a)
            && ownKinds.Find(a)!.IsShared == otherKinds.Find(a)!.IsShared);

    private PairedAddress Pair(Address address, int otherRow, List<PairedAddress> all)
    {
        var ownKind = ownKinds.Find(address)!;
        var otherKind = otherRow >= 0 && other.Table.Addresses[otherRow].Contains(address) ? otherKinds.Find(address) : null;
        ref var paired = ref CollectionsMarshal.GetValueRefOrAddDefault(addresses, (ownKind.Number, otherKind?.Number ?? -1), out _);
        if (paired is null)
            all.Add(paired = new PairedAddress(all.Count, ownKind, otherKind, address));
        return paired;
    }
}
