using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>Where a member of an atom is in one of its partitions.</summary>
/// <param name="Value">Of <c>sameLabels</c>; 0 where there are none.</param>
/// <param name="Ports">What port names come to on it; null where the partition does not ask.</param>
internal readonly record struct Cell(int Value, ProtocolPorts? Ports);

/// <summary>Members of one atom that no rule of its partition tells apart: their addresses are one block.</summary>
/// <param name="rows">Ascending.</param>
internal sealed class Part(ProtocolPorts? ports, List<int> rows)
{
    private AddressBlock? block;

    public ProtocolPorts? Ports { get; } = ports;

    public bool IsEmpty => rows.Count == 0;

    public void Come(int row) => rows.Insert(~rows.BinarySearch(row), row);

    public void Go(int row) => rows.RemoveAt(rows.BinarySearch(row));

    public AddressBlock BlockIn(WorkloadTable table) => block ??= AddressBlock.OfHosts(AddressesIn(table));

    /// <summary>Changes the block, where anybody has asked for it yet.</summary>
    /// <param name="isHeld">Whether another of its workloads has the address too.</param>
    public void Change(ImmutableArray<Address> gone, ImmutableArray<Address> come, Func<Address, bool> isHeld, Change change)
    {
        if (block is null)
            return;
        var before = block;
        var removed = gone.Where(a => !come.Contains(a) && !isHeld(a)).ToArray();
        var added = come.Where(a => !before.Has(a)).ToArray();
        if (removed.Length == 0 && added.Length == 0)
            return;
        block = before.With(removed, added);
        change.Add(before, block, new BlockDelta(before, block, [.. removed.Order()], [.. added.Order()]));
    }

    private List<Address> AddressesIn(WorkloadTable table)
    {
        var all = new List<Address>(rows.Count);
        foreach (var row in rows)
            all.AddRange(table.Addresses[row].AsSpan());
        return all;
    }
}

/// <summary>The members of one atom, parted by label values and by what port names come to on them.</summary>
//
//   members --values, ports--> Cell --> Part: rows --> AddressBlock
//
internal sealed class Partition(AtomNode atom, LabelValues? values, PortSets? ports, WorkloadTable table)
{
    private Dictionary<int, List<Part>>? parts;
    private Part[]? whole;

    public LabelValues? Values { get; } = values;

    public PortSets? Ports { get; } = ports;

    /// <summary>Live policies that part the atom so.</summary>
    public int Users { get; set; }

    /// <summary>All members are alike.</summary>
    private bool IsWhole => Values is null && Ports is null;

    public Cell? CellOf(int row) => !atom.Members.Has(row) ? null
        : Values is null ? new Cell(0, Ports?.Of(row))
        : Values[row] is var value && value != LabelValues.None ? new Cell(value, Ports?.Of(row))
        : null;

    /// <summary>The parts of one value, by their ports.</summary>
    public ReadOnlySpan<Part> PartsOf(int value) => IsWhole
        ? whole ??= atom.Members.Length == 0 ? [] : [new Part(null, [.. atom.Members])]
        : CollectionsMarshal.AsSpan((parts ??= Build()).GetValueOrDefault(value));

    /// <summary>Takes a row, whose addresses may be others now, from one cell to another.</summary>
    public void Move(int row, Cell? from, Cell? to, ImmutableArray<Address> addressesBefore, AddressHolders holders, Change change)
    {
        if (parts is null && whole is null)
            return;
        var addresses = table.Addresses[row];
        if (from == to)
        {
            if (from is { } cell)
                Find(cell)!.Change(addressesBefore, addresses, IsHeldIn(cell), change);
            return;
        }

        if (from is { } left)
        {
            var part = Find(left)!;
            part.Go(row);
            if (part.IsEmpty)
                Remove(left, part);
            else
                part.Change(addressesBefore, [], IsHeldIn(left), change);
        }

        if (to is not { } joined)
            return;
        if (Find(joined) is { } known)
        {
            known.Come(row);
            known.Change([], addresses, IsHeldIn(joined), change);
        }
        else if (IsWhole)
        {
            whole = null;
        }
        else
        {
            Add(parts!, joined, [row]);
        }

        Func<Address, bool> IsHeldIn(Cell cell) => address => holders.Others(address, row).Any(other => CellOf(other) == cell);
    }

    private Part? Find(Cell cell) => IsWhole
        ? whole!.FirstOrDefault()
        : parts!.GetValueOrDefault(cell.Value)?.Find(p => Equals(p.Ports, cell.Ports));

    private void Remove(Cell cell, Part part)
    {
        if (IsWhole)
            whole = [];
        else if (parts![cell.Value] is var same && same.Remove(part) && same.Count == 0)
            parts.Remove(cell.Value);
    }

    private Dictionary<int, List<Part>> Build()
    {
        var rows = new Dictionary<Cell, List<int>>();
        foreach (var row in atom.Members)
        {
            var value = Values is null ? 0 : Values[row];
            if (value == LabelValues.None)
                continue;
            ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(rows, new Cell(value, Ports?.Of(row)), out _);
            (list ??= []).Add(row);
        }

        var built = new Dictionary<int, List<Part>>();
        foreach (var (cell, list) in rows)
            Add(built, cell, list);
        return built;
    }

    private static void Add(Dictionary<int, List<Part>> parts, Cell cell, List<int> rows)
    {
        ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(parts, cell.Value, out _);
        (list ??= []).Add(new Part(cell.Ports, rows));
        if (list.Count > 1)
            list.Sort(static (a, b) => string.CompareOrdinal(a.Ports!.ToString(), b.Ports!.ToString()));
    }
}
