using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ZtSegment.Language;

namespace ZtSegment.Flows.GoingLive;

/// <summary>Workloads whose ends lose, or gain, the same packets of one direction, at some of their own addresses.</summary>
internal sealed class ChangedEnd(ImmutableArray<PacketBox> boxes)
{
    public ImmutableArray<PacketBox> Boxes { get; } = boxes;

    public List<(Address Own, int Row)> Addresses { get; } = [];

    /// <summary>Those whose own address is at the other end of a box; some twice.</summary>
    public IEnumerable<int> RowsIn(PacketBox box) =>
        Addresses.Where(a => a.Own.Family == box.Family && box.Remote.Contains(a.Own.Value)).Select(a => a.Row).Distinct();
}

/// <summary>All that is lost, or all that is gained, in one direction, with an index of own addresses.</summary>
internal sealed class ChangedEnds
{
    private readonly Dictionary<PacketBox[], ChangedEnd> ends = new(ReferenceEqualityComparer.Instance);
    private readonly (UInt128 Own, int Row, ChangedEnd End)[] v4;
    private readonly (UInt128 Own, int Row, ChangedEnd End)[] v6;

    public ChangedEnds(IEnumerable<(int Row, IEnumerable<(ImmutableArray<Address> Own, ImmutableArray<PacketBox> Boxes)> Regions)> changes)
    {
        foreach (var (row, regions) in changes)
        {
            foreach (var (own, boxes) in regions)
            {
                if (boxes.IsEmpty)
                    continue;
                ref var end = ref CollectionsMarshal.GetValueRefOrAddDefault(ends, ImmutableCollectionsMarshal.AsArray(boxes)!, out _);
                end ??= new ChangedEnd(boxes);
                foreach (var address in own)
                    end.Addresses.Add((address, row));
            }
        }

        v4 = Sorted(IpFamily.V4);
        v6 = Sorted(IpFamily.V6);
    }

    public IEnumerable<ChangedEnd> Ends => ends.Values;

    /// <summary>The ends with an own address at the other end of a box, each with those of its rows that have one.</summary>
    public IEnumerable<(ChangedEnd End, ImmutableArray<int> Rows)> With(PacketBox box)
    {
        var sorted = box.Family == IpFamily.V4 ? v4 : v6;
        var found = new Dictionary<ChangedEnd, SortedSet<int>>(ReferenceEqualityComparer.Instance);
        foreach (var (from, to) in box.Remote.ToImmutableArray())
        {
            for (var at = FirstFrom(sorted, from); at < sorted.Length && sorted[at].Own <= to; at++)
            {
                ref var rows = ref CollectionsMarshal.GetValueRefOrAddDefault(found, sorted[at].End, out _);
                (rows ??= []).Add(sorted[at].Row);
            }
        }

        return found.Select(f => (f.Key, ImmutableArray.CreateRange(f.Value)));
    }

    private (UInt128 Own, int Row, ChangedEnd End)[] Sorted(IpFamily family) =>
        [.. from end in ends.Values from address in end.Addresses where address.Own.Family == family orderby address.Own.Value select (address.Own.Value, address.Row, end)];

    private static int FirstFrom((UInt128 Own, int Row, ChangedEnd End)[] sorted, UInt128 value)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (sorted[middle].Own < value)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
