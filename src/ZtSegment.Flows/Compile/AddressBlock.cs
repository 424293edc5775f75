using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>The remote addresses of one peer, shared by every rule that names it: single workload addresses, or declared prefixes.</summary>
public sealed class AddressBlock
{
    /// <summary>Up to here addresses are sorted as they are; beyond, as numbers of each family, which is faster.</summary>
    private const int FewHosts = 32;

    private StrongBox<AddressSet>? set;
    private ImmutableArray<Address> hosts;
    private HostEdits? edits;

    private AddressBlock(
        ImmutableArray<Address> hosts, ImmutableArray<Interval<UInt128>> v4, ImmutableArray<Interval<UInt128>> v6, string? serviceTag = null)
    {
        (this.hosts, NetsV4, NetsV6, ServiceTag) = (hosts, v4, v6, serviceTag);
    }

    public static AddressBlock Empty { get; } = new([], [], []);

    /// <summary>Sorted, distinct; each stays a single element, since removal must be cheap.</summary>
    public ImmutableArray<Address> Hosts
    {
        get
        {
            if (Volatile.Read(ref edits) is { } known)
            {
                hosts = known.ToHosts();
                Volatile.Write(ref edits, null);
            }

            return hosts;
        }
    }

    /// <summary>Sorted, disjoint; as declared, less those that lie in others.</summary>
    public ImmutableArray<Interval<UInt128>> NetsV4 { get; }

    /// <summary>As <see cref="NetsV4"/>.</summary>
    public ImmutableArray<Interval<UInt128>> NetsV6 { get; }

    /// <summary>What an NSG goes by in place of the prefixes, and nobody else does; null where there is none.</summary>
    public string? ServiceTag { get; }

    public AddressSet Set => (set ??= new StrongBox<AddressSet>(Hosts.IsEmpty
        ? new AddressSet(IntervalSet<UInt128>.From(NetsV4), IntervalSet<UInt128>.From(NetsV6))
        : AddressSet.From(Hosts))).Value;

    public bool IsEmpty => HostCount == 0 && NetsV4.IsEmpty && NetsV6.IsEmpty && ServiceTag is null;

    /// <summary>Of <see cref="Hosts"/>.</summary>
    internal int HostCount => Volatile.Read(ref edits)?.Count ?? hosts.Length;

    public ImmutableArray<Interval<UInt128>> Nets(IpFamily family) => family == IpFamily.V4 ? NetsV4 : NetsV6;

    /// <param name="addresses">In any order, repeated or not.</param>
    public static AddressBlock OfHosts(IReadOnlyCollection<Address> addresses)
    {
        if (addresses.Count <= FewHosts)
            return OfFewHosts([.. addresses]);
        var v4 = new List<uint>();
        var v6 = new List<UInt128>();
        foreach (var address in addresses)
        {
            if (address.Family == IpFamily.V4)
                v4.Add((uint)address.Value);
            else
                v6.Add(address.Value);
        }

        v4.Sort();
        v6.Sort();
        var hosts = ImmutableArray.CreateBuilder<Address>(v4.Count + v6.Count);
        foreach (var value in v4)
            AddNext(hosts, new Address(IpFamily.V4, value));
        foreach (var value in v6)
            AddNext(hosts, new Address(IpFamily.V6, value));
        return hosts.Count == 0 ? Empty : new AddressBlock(hosts.DrainToImmutable(), [], []);
    }

    /// <summary>Whether it is the same in all but identity.</summary>
    internal bool IsLike(AddressBlock other) =>
        ReferenceEquals(this, other)
        || (HostCount == other.HostCount && Hosts.AsSpan().SequenceEqual(other.Hosts.AsSpan()) && NetsV4.AsSpan().SequenceEqual(other.NetsV4.AsSpan())
            && NetsV6.AsSpan().SequenceEqual(other.NetsV6.AsSpan()) && ServiceTag == other.ServiceTag);

    internal bool Has(Address address) => Volatile.Read(ref edits)?.Has(address) ?? hosts.BinarySearch(address) >= 0;

    /// <summary>The same hosts without some and with others.</summary>
    /// <param name="removed">In the block.</param>
    /// <param name="added">Not in the block, each once.</param>
    internal AddressBlock With(ReadOnlySpan<Address> removed, ReadOnlySpan<Address> added)
    {
        var next = (Volatile.Read(ref edits) ?? new HostEdits(hosts, [], [])).With(removed, added);
        if (next.Count == 0)
            return Empty;
        return next.IsMany ? new AddressBlock(next.ToHosts(), [], []) : new AddressBlock(default, [], []) { edits = next };
    }

    private static AddressBlock OfFewHosts(Address[] hosts)
    {
        Array.Sort(hosts);
        var distinct = 0;
        foreach (var host in hosts)
        {
            if (distinct == 0 || hosts[distinct - 1] != host)
                hosts[distinct++] = host;
        }

        return distinct == 0 ? Empty : new AddressBlock(ImmutableCollectionsMarshal.AsImmutableArray(distinct == hosts.Length ? hosts : hosts[..distinct]), [], []);
    }

    private static void AddNext(ImmutableArray<Address>.Builder sorted, Address address)
    {
        if (sorted.Count == 0 || sorted[^1] != address)
            sorted.Add(address);
    }

    /// <summary>The prefixes without <paramref name="except"/>.</summary>
    public static AddressBlock OfNets(IEnumerable<Cidr> cidrs, AddressSet except, string? serviceTag = null)
    {
        var all = cidrs.ToList();
        return new AddressBlock([], Nets(all, IpFamily.V4, except), Nets(all, IpFamily.V6, except), serviceTag);
    }

    /// <summary>What of the block lies in <paramref name="addresses"/>; a part goes by its prefixes, not by a service tag.</summary>
    public AddressBlock Within(AddressSet addresses) => new(
        Hosts.RemoveAll(host => !addresses.Contains(host)), Within(NetsV4, addresses.V4), Within(NetsV6, addresses.V6));

    private static ImmutableArray<Interval<UInt128>> Within(ImmutableArray<Interval<UInt128>> nets, IntervalSet<UInt128> addresses) =>
        [.. nets.SelectMany(net => IntervalSet<UInt128>.From([net]).Intersect(addresses).ToImmutableArray())];

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
