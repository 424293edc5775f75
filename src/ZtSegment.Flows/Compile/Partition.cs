using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>Where a member of an atom is in one of its partitions.</summary>
/// <param name="Value">Of <c>sameLabels</c>; 0 where there are none.</param>
/// <param name="Ports">What port names come to on it; null where the partition does not ask.</param>
internal readonly record struct Cell(int Value, ProtocolPorts? Ports);

/// <summary>Members of one atom that no rule of its partition tells apart: their addresses are one block.</summary>
internal sealed class Part(ProtocolPorts? ports, int[] rows)
{
    private AddressBlock? block;

    public ProtocolPorts? Ports { get; } = ports;

    public int[] Rows { get; set; } = rows;

    public AddressBlock BlockIn(WorkloadTable table) => block ??= AddressBlock.OfHosts(AddressesIn(table));

    /// <summary>Changes the block, where anybody has asked for it yet.</summary>
    public void Change(ImmutableArray<Address> gone, ImmutableArray<Address> come, int row, AddressHolders holders, Change change)
    {
        if (block is null)
            return;
        var before = block;
        var removed = gone.Where(a => !come.Contains(a) && !holders.HasOther(a, row, Rows)).ToArray();
        var added = come.Where(a => !before.Has(a)).ToArray();
        if (removed.Length == 0 && added.Length == 0)
            return;
        block = before.With(removed, added);
        change.Add(before, block, new BlockDelta(before, block, [.. removed.Order()], [.. added.Order()]));
    }

    private IEnumerable<Address> AddressesIn(WorkloadTable table)
    {
        foreach (var row in Rows)
        {
            foreach (var address in table.Addresses[row])
                yield return address;
        }
    }
}

/// <summary>The members of one atom, parted by label values and by what port names come to on them.</summary>
//
//   members --values, ports--> Cell --> Part: rows --> AddressBlock
//
internal sealed class Partition(AtomNode atom, LabelValues? values, PortSets? ports, WorkloadTable table)
{
    private Dictionary<int, List<Part>>? parts;

    public LabelValues? Values { get; } = values;

    public PortSets? Ports { get; } = ports;

    /// <summary>Live policies that part the atom so.</summary>
    public int Users { get; set; }

    private bool IsWhole => Values is null && Ports is null;

    public Cell? CellOf(int row) => !atom.Members.Has(row) ? null
        : Values is null ? new Cell(0, Ports?.Of(row))
        : Values[row] is var value && value != LabelValues.None ? new Cell(value, Ports?.Of(row))
        : null;

    /// <summary>The parts of one value, by their ports.</summary>
    public ReadOnlySpan<Part> PartsOf(int value) => CollectionsMarshal.AsSpan((parts ??= Build()).GetValueOrDefault(value));

    /// <summary>Takes a row, whose addresses may be others now, from one cell to another.</summary>
    public void Move(int row, Cell? from, Cell? to, ImmutableArray<Address> addressesBefore, AddressHolders holders, Change change)
    {
        if (parts is null)
            return;
        var addresses = table.Addresses[row];
        if (from == to)
        {
            if (from is { } cell)
                Find(cell)!.Change(addressesBefore, addresses, row, holders, change);
            return;
        }

        if (from is { } left)
        {
            var part = Find(left)!;
            part.Rows = IsWhole ? atom.Members : part.Rows.Without(row);
            if (part.Rows.Length > 0)
                part.Change(addressesBefore, [], row, holders, change);
            else if (parts[left.Value] is var same && same.Remove(part) && same.Count == 0)
                parts.Remove(left.Value);
        }

        if (to is not { } joined)
            return;
        if (Find(joined) is { } known)
        {
            known.Rows = IsWhole ? atom.Members : known.Rows.With(row);
            known.Change([], addresses, row, holders, change);
        }
        else
        {
            Add(parts, joined, [row]);
        }
    }

    private Part? Find(Cell cell) => parts!.GetValueOrDefault(cell.Value)?.Find(p => Equals(p.Ports, cell.Ports));

    private Dictionary<int, List<Part>> Build()
    {
        var built = new Dictionary<int, List<Part>>();
        if (IsWhole)
        {
            if (atom.Members.Length > 0)
                built[0] = [new Part(null, atom.Members)];
            return built;
        }

        var rows = new Dictionary<Cell, List<int>>();
        foreach (var row in atom.Members)
        {
            var value = Values is null ? 0 : Values[row];
            if (value == LabelValues.None)
                continue;
            ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(rows, new Cell(value, Ports?.Of(row)), out _);
            (list ??= []).Add(row);
        }

        foreach (var (cell, list) in rows)
            Add(built, cell, [.. list]);
        return built;
    }

    private static void Add(Dictionary<int, List<Part>> parts, Cell cell, int[] rows)
    {
        ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(parts, cell.Value, out _);
        (list ??= []).Add(new Part(cell.Ports, rows));
        if (list.Count > 1)
            list.Sort(static (a, b) => string.CompareOrdinal(a.Ports!.ToString(), b.Ports!.ToString()));
    }
}
