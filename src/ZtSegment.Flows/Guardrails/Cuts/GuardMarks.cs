using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Flows.Guardrails;

/// <summary>Where an address stands among the prefixes of rules and guardrails.</summary>
/// <param name="Cell">Between two bounds of its family; all addresses of a cell lie in the same prefixes.</param>
/// <param name="IsShared">Several workloads have it: it is like no other.</param>
internal readonly record struct AddressPlace(Address Address, int Cell, bool IsShared)
{
    /// <summary>Whether no rule tells the addresses apart, if one workload or like ones have them.</summary>
    public bool IsLike(AddressPlace other) =>
        Cell == other.Cell && IsShared == other.IsShared && Address.Family == other.Address.Family && (!IsShared || Address == other.Address);
}

/// <summary>What guardrails, targets and prefixes tell workloads apart by, as one number per row.</summary>
/// <remarks>With the atoms of the policies it makes classes whose workloads are alike in whatever breaks a guardrail.</remarks>
//
//   selectors, labels, port names of guardrails --+
//   target --------------------------------------- +--> text --> number per row
//   places of the addresses among all prefixes ---+
//
internal sealed class GuardMarks
{
    private readonly WorkloadTable table;
    private readonly Bindings bindings;
    private readonly AddressHolders holders;
    private readonly Selector[] selectors;
    private readonly HashSet<string> named;
    private readonly string[] labels;
    private readonly string[] ports;
    private readonly UInt128[] boundsV4;
    private readonly UInt128[] boundsV6;
    private readonly Dictionary<string, (int Number, int Rows)> numbers = new(StringComparer.Ordinal);
    private readonly string[] texts;
    private readonly NumberPool pool = new();
    private readonly List<string> old = [];
    private readonly StringBuilder text = new();

    public GuardMarks(ImmutableArray<BoundGuard> guards, Intent intent, WorkloadTable table, Bindings bindings, Binder binder, AddressHolders holders)
    {
        (this.table, this.bindings, this.holders) = (table, bindings, holders);
        var sides = guards.SelectMany(g => g.Sides).ToList();
        selectors = [.. sides.SelectMany(s => s.Selectors).DistinctBy(s => s.Canonical)];
        named = [.. sides.SelectMany(s => s.Workloads)];
        labels = [.. guards.SelectMany(g => g.Never?.DifferentLabels ?? []).Distinct()];
        ports = [.. guards.SelectMany(g => g.Exceptions.Select(e => e.Ports).Append(g.Ports)).SelectMany(p => p.Names).Distinct()];
        boundsV4 = Bounds(IpFamily.V4, intent.Management, sides);
        boundsV6 = Bounds(IpFamily.V6, intent.Management, sides);
        OfRow = new int[table.Workloads.Length];
        texts = new string[OfRow.Length];
        var matching = new List<int>?[OfRow.Length];
        foreach (var (number, selector) in selectors.Index())
        {
            foreach (var row in binder.Select(selector))
                (matching[row] ??= []).Add(number);
        }

        for (var row = 0; row < OfRow.Length; row++)
            Take(row, TextOf(row, matching[row] ?? []));
    }

    public int[] OfRow { get; }

    /// <summary>How many different ones there are.</summary>
    public int Count => numbers.Count;

    /// <summary>The places of the workload's addresses, like ones once.</summary>
    public List<AddressPlace> PlacesOf(int row)
    {
        var places = new List<AddressPlace>(table.Addresses[row].Length);
        foreach (var address in table.Addresses[row])
        {
            var place = PlaceOf(address);
            if (!places.Exists(p => p.IsLike(place)))
                places.Add(place);
        }

        return places;
    }

    public AddressPlace PlaceOf(Address address)
    {
        var bounds = address.Family == IpFamily.V4 ? boundsV4 : boundsV6;
        var cell = Array.BinarySearch(bounds, address.Value);
        return new AddressPlace(address, cell < 0 ? ~cell - 1 : cell, holders.IsShared(address));
    }

    /// <summary>Marks a row whose facts are others now, and those who came to share an address with it or share it no more. Old numbers stay taken until they are given.</summary>
    /// <param name="addressesBefore">Of the row.</param>
    /// <returns>Ascending, the row among them.</returns>
    public int[] Refresh(int row, ImmutableArray<Address> addressesBefore)
    {
        var rows = new SortedSet<int> { row };
        foreach (var address in addressesBefore.AsSpan().SequenceEqual(table.Addresses[row].AsSpan()) ? [] : addressesBefore.Union(table.Addresses[row]))
            rows.UnionWith(holders.Of(address));
        var matching = new List<int>();
        foreach (var other in rows)
        {
            matching.Clear();
            for (var i = 0; i < selectors.Length; i++)
            {
                if (LabelIndex.Matches(selectors[i], table.Labels[other]))
                    matching.Add(i);
            }

            old.Add(texts[other]);
            Take(other, TextOf(other, matching));
        }

        return [.. rows];
    }

    public void GiveOld()
    {
        foreach (var mark in old)
        {
            ref var number = ref CollectionsMarshal.GetValueRefOrNullRef(numbers, mark);
            if (--number.Rows > 0)
                continue;
            pool.Give(number.Number);
            numbers.Remove(mark);
        }

        old.Clear();
    }

    private void Take(int row, string mark)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, mark, out var exists);
        number = (exists ? number.Number : pool.Take(), number.Rows + 1);
        (OfRow[row], texts[row]) = (number.Number, mark);
    }

    private string TextOf(int row, List<int> matching)
    {
        var workload = table.Workloads[row];
        text.Clear();
        foreach (var selector in matching)
            text.Append(selector).Append(' ');
        text.Append(named.Contains(workload.Name) ? workload.Name : "");
        foreach (var label in labels)
            text.Append('\n').Append(table.Labels[row][label] ?? "\t");
        foreach (var name in ports)
            text.Append('\n').Append(bindings.Ports.NumberOf(row, name));
        text.Append('\n').Append(workload.IsManaged ? EnforcementTargets.Of(workload) : "");
        foreach (var place in PlacesOf(row).OrderBy(p => p.Address.Family).ThenBy(p => p.Cell).ThenBy(p => p.IsShared ? p.Address : default))
        {
            text.Append(place.Address.Family == IpFamily.V4 ? " 4:" : " 6:").Append(place.Cell);
            if (place.IsShared)
                text.Append('=').Append(place.Address);
        }

        return text.ToString();
    }

    /// <summary>Where the set of prefixes around an address changes.</summary>
    private UInt128[] Bounds(IpFamily family, Management management, List<GuardSide> sides)
    {
        IEnumerable<Interval<UInt128>> ranges =
        [
            .. bindings.Nets.SelectMany(n => n.Block.Nets(family)),
            .. management.Access.SelectMany(a => a.From).Where(c => c.Family == family).Select(c => c.Range),
            .. management.Controller?.Addresses.Where(a => a.Family == family).Select(a => new Interval<UInt128>(a.Value, a.Value)) ?? [],
            .. sides.SelectMany(s => s.Nets[family].ToImmutableArray()),
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
}
