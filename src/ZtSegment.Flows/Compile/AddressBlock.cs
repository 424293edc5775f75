using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>The remote addresses of one peer, shared by every rule that names it: single workload addresses, or declared prefixes.</summary>
public sealed class AddressBlock
{
    private readonly Lazy<AddressSet> set;

    private AddressBlock(ImmutableArray<Address> hosts, ImmutableArray<Interval<UInt128>> v4, ImmutableArray<Interval<UInt128>> v6)
    {
        (Hosts, NetsV4, NetsV6) = (hosts, v4, v6);
        set = new Lazy<AddressSet>(() => hosts.IsEmpty
            ? new AddressSet(IntervalSet<UInt128>.From(v4), IntervalSet<UInt128>.From(v6))
            : AddressSet.From(hosts));
    }

    public static AddressBlock Empty { get; } = new([], [], []);

    /// <summary>Sorted, distinct; each stays a single element, since removal must be cheap.</summary>
    public ImmutableArray<Address> Hosts { get; }

    /// <summary>Sorted, disjoint; as declared, less those that lie in others.</summary>
    public ImmutableArray<Interval<UInt128>> NetsV4 { get; }

    /// <summary>As <see cref="NetsV4"/>.</summary>
    public ImmutableArray<Interval<UInt128>> NetsV6 { get; }

    public AddressSet Set => set.Value;

    public bool IsEmpty => Hosts.IsEmpty && NetsV4.IsEmpty && NetsV6.IsEmpty;

    public ImmutableArray<Interval<UInt128>> Nets(IpFamily family) => family == IpFamily.V4 ? NetsV4 : NetsV6;

    public static AddressBlock OfHosts(IEnumerable<Address> addresses)
    {
        var sorted = addresses.ToArray();
        Array.Sort(sorted);
        var count = 0;
        foreach (var address in sorted)
        {
            if (count == 0 || sorted[count - 1] != address)
                sorted[count++] = address;
        }

        return count == 0 ? Empty : new AddressBlock([.. sorted.AsSpan(0, count)], [], []);
    }

    /// <summary>The prefixes without <paramref name="except"/>.</summary>
    public static AddressBlock OfNets(IEnumerable<Cidr> cidrs, AddressSet except)
    {
        var all = cidrs.ToList();
        return new AddressBlock([], Nets(all, IpFamily.V4, except), Nets(all, IpFamily.V6, except));
    }

    private static ImmutableArray<Interval<UInt128>> Nets(List<Cidr> cidrs, IpFamily family, AddressSet except)
    {
        var ranges = new List<Interval<UInt128>>();
        foreach (var range in cidrs.Where(c => c.Family == family).Select(c => c.Range).OrderBy(r => r.From).ThenByDescending(r => r.To))
        {
            if (ranges.Count == 0 || ranges[^1].To < range.From)
                ranges.Add(range);
        }

        return except[family].IsEmpty
            ? [.. ranges]
            : [.. ranges.SelectMany(r => IntervalSet<UInt128>.Of(r).Subtract(except[family]).ToImmutableArray())];
    }
}
