using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Flows.Graph;

/// <summary>An address as the rules see it: addresses of workloads of one class in the same prefixes are the same one.</summary>
/// <param name="example">One of them.</param>
/// <param name="isShared">A virtual address that several workloads have: it is like no other.</param>
internal sealed class AddressKind(int number, Address example, bool isShared)
{
    public int Number { get; } = number;

    public Address Example { get; } = example;

    public bool IsShared { get; } = isShared;

    /// <summary>The kinds of workloads that have such an address.</summary>
    public List<WorkloadKind> Holders { get; } = [];
}

/// <summary>Workloads that no rule of any end tells apart: every pair of two kinds has the same flows.</summary>
/// <param name="target">Null: unmanaged.</param>
internal sealed class WorkloadKind(int number, WorkloadClass workloads, EnforcementTarget? target, ImmutableArray<AddressKind> addresses)
{
    public int Number { get; } = number;

    public WorkloadClass Class { get; } = workloads;

    public EnforcementTarget? Target { get; } = target;

    public ImmutableArray<AddressKind> Addresses { get; } = addresses;

    /// <summary>Ascending.</summary>
    public List<int> Rows { get; } = [];

    public bool IsManaged => Target is not null;
}

/// <summary>Groups workloads by class, enforcement target and the prefixes that their addresses are in.</summary>
//
//   class (labels, posture, modes) --+
//   target ------------------------- +--> WorkloadKind --> one verdict per pair of kinds, not per pair of workloads
//   address --> cell of prefixes ----+
//   mark ----------------------------+
//
internal sealed class WorkloadKinds
{
    private static readonly Comparer<AddressKind> ByAddress = Comparer<AddressKind>.Create((a, b) => a.Example.CompareTo(b.Example));

    private readonly Compilation compilation;
    private readonly int[]? marks;
    private readonly Dictionary<Address, int> firstHolder = [];
    private readonly HashSet<Address> shared = [];
    private readonly UInt128[] boundsV4;
    private readonly UInt128[] boundsV6;
    private readonly Dictionary<(int Class, int Mark, IpFamily Family, int Cell), AddressKind> addressKinds = [];
    private readonly Dictionary<Address, AddressKind> sharedKinds = [];
    private readonly List<AddressKind> allAddresses = [];
    private readonly List<WorkloadKind> kinds = [];

    private readonly Lazy<List<AddressKind>> inOrder;

    /// <param name="further">Sets whose addresses are told apart from others, beside what the rules speak of.</param>
    /// <param name="marks">Rows with different marks are of different kinds.</param>
    public WorkloadKinds(Compilation compilation, IReadOnlyCollection<AddressSet>? further = null, int[]? marks = null)
    {
        this.compilation = compilation;
        this.marks = marks;
        inOrder = new(() => [.. allAddresses.OrderBy(a => a.Example)]);
        FindShared();
        boundsV4 = Bounds(IpFamily.V4, further ?? []);
        boundsV6 = Bounds(IpFamily.V6, further ?? []);
        OfRow = new WorkloadKind[compilation.Table.Workloads.Length];
        Group();
    }

    public IReadOnlyList<WorkloadKind> Kinds => kinds;

    public IReadOnlyList<AddressKind> Addresses => allAddresses;

    public WorkloadKind[] OfRow { get; }

    /// <summary>The kind of a workload's address; null where no workload has it.</summary>
    public AddressKind? Find(Address address)
    {
        if (sharedKinds.TryGetValue(address, out var kind))
            return kind;
        return firstHolder.TryGetValue(address, out var row) ? KindOf(address, row) : null;
    }

    /// <summary>The kinds of workload addresses in these prefixes.</summary>
    public IEnumerable<AddressKind> Within(AddressSet addresses) => Within(addresses.V4, IpFamily.V4).Concat(Within(addresses.V6, IpFamily.V6));

    private IEnumerable<AddressKind> Within(IntervalSet<UInt128> ranges, IpFamily family)
    {
        var ordered = inOrder.Value;
        foreach (var (from, to) in ranges.ToImmutableArray())
        {
            var at = ordered.BinarySearch(new AddressKind(-1, new Address(family, from), false), ByAddress);
            for (at = at < 0 ? ~at : at; at < ordered.Count && ordered[at].Example is var a && a.Family == family && a.Value <= to; at++)
                yield return ordered[at];
        }
    }

    private void FindShared()
    {
        var table = compilation.Table;
        firstHolder.EnsureCapacity(table.Workloads.Length);
        for (var row = 0; row < table.Workloads.Length; row++)
        {
            foreach (var address in table.Addresses[row])
            {
                if (!firstHolder.TryAdd(address, row) && firstHolder[address] != row)
                    shared.Add(address);
            }
        }
    }

    /// <summary>Where the set of prefixes around an address changes.</summary>
    private UInt128[] Bounds(IpFamily family, IEnumerable<AddressSet> further)
    {
        var management = compilation.Intent.Management;
        IEnumerable<Interval<UInt128>> ranges =
        [
            .. compilation.Policies.SelectMany(p => p.From.Concat(p.To)).SelectMany(p => p.Nets?.Nets(family) ?? []),
            .. management.Access.SelectMany(a => a.From).Where(c => c.Family == family).Select(c => c.Range),
            .. management.Controller?.Addresses.Where(a => a.Family == family).Select(a => new Interval<UInt128>(a.Value, a.Value)) ?? [],
            .. further.Concat(compilation.Cuts.Select(cut => cut.Remote)).SelectMany(set => set[family].ToImmutableArray()),
        ];
        var bounds = new SortedSet<UInt128> { 0 };
        foreach (var (from, to) in ranges)
        {
            bounds.Add(from);
            if (to < Address.Last(family))
                bounds.Add(to + 1);
        }

        return [.. bounds];
    }

    private void Group()
    {
        var byKey = new Dictionary<int[], WorkloadKind>(IntArrayComparer.Instance);
        var lookup = byKey.GetAlternateLookup<ReadOnlySpan<int>>();
        var key = new List<int>();
        string[] accessNames = [.. compilation.Intent.Management.Access.SelectMany(a => a.Ports).OfType<NamedPort>().Select(p => p.Name).Distinct()];
        for (var row = 0; row < OfRow.Length; row++)
        {
            var workload = compilation.Table.Workloads[row];
            EnforcementTarget? target = workload.IsManaged ? EnforcementTargets.Of(workload) : null;
            key.Clear();
            foreach (var address in compilation.Table.Addresses[row])
            {
                var number = KindOf(address, row).Number;
                if (!key.Contains(number))
                    key.Add(number);
            }

            key.Sort();
            var addresses = key.Count;
            foreach (var name in accessNames)
                key.Add(compilation.PortNames.NumberOf(row, name));
            key.Add(-1 - (target is { } t ? (int)t : 3));
            key.Add(compilation.ClassOf[row].Number);
            key.Add(MarkOf(row));
            if (!lookup.TryGetValue(CollectionsMarshal.AsSpan(key), out var kind))
            {
                kind = new WorkloadKind(kinds.Count, compilation.ClassOf[row], target, [.. key.Take(addresses).Select(n => allAddresses[n])]);
                kinds.Add(kind);
                lookup[CollectionsMarshal.AsSpan(key)] = kind;
                foreach (var address in kind.Addresses)
                    address.Holders.Add(kind);
            }

            kind.Rows.Add(row);
            OfRow[row] = kind;
        }
    }

    private AddressKind KindOf(Address address, int row)
    {
        if (shared.Contains(address))
        {
            ref var alone = ref CollectionsMarshal.GetValueRefOrAddDefault(sharedKinds, address, out _);
            return alone ??= Add(address, isShared: true);
        }

        var bounds = address.Family == IpFamily.V4 ? boundsV4 : boundsV6;
        var cell = Array.BinarySearch(bounds, address.Value);
        ref var kind = ref CollectionsMarshal.GetValueRefOrAddDefault(
            addressKinds, (compilation.ClassOf[row].Number, MarkOf(row), address.Family, cell < 0 ? ~cell - 1 : cell), out _);
        return kind ??= Add(address, isShared: false);
    }

    private int MarkOf(int row) => marks is null ? 0 : marks[row];

    private AddressKind Add(Address address, bool isShared)
    {
        var kind = new AddressKind(allAddresses.Count, address, isShared);
        allAddresses.Add(kind);
        return kind;
    }
}
