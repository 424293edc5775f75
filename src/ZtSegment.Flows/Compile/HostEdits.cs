using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>Hosts told by how they differ from others: where a large block gains or loses a few, the rest is not copied until somebody reads it.</summary>
/// <param name="origin">Sorted, distinct.</param>
/// <param name="removed">Sorted; in <paramref name="origin"/>.</param>
/// <param name="added">Sorted; not in <paramref name="origin"/>.</param>
internal sealed class HostEdits(ImmutableArray<Address> origin, ImmutableArray<Address> removed, ImmutableArray<Address> added)
{
    /// <summary>From here on a copy is cheaper than what looking through the differences costs each time.</summary>
    private const int Most = 256;

    public int Count => origin.Length - removed.Length + added.Length;

    public bool IsMany => removed.Length + added.Length > Most;

    public bool Has(Address address) =>
        added.BinarySearch(address) >= 0 || (origin.BinarySearch(address) >= 0 && removed.BinarySearch(address) < 0);

    public HostEdits With(ReadOnlySpan<Address> gone, ReadOnlySpan<Address> come)
    {
        var (less, more) = (removed, added);
        foreach (var address in gone)
            (less, more) = more.BinarySearch(address) is var at && at >= 0 ? (less, more.RemoveAt(at)) : (Insert(less, address), more);
        foreach (var address in come)
            (less, more) = less.BinarySearch(address) is var at && at >= 0 ? (less.RemoveAt(at), more) : (less, Insert(more, address));
        return new HostEdits(origin, less, more);
    }

    public ImmutableArray<Address> ToHosts()
    {
        var hosts = new Address[Count];
        var (from, to, less, more) = (0, 0, 0, 0);
        while (less < removed.Length || more < added.Length)
        {
            var isRemoval = more == added.Length || (less < removed.Length && removed[less].CompareTo(added[more]) < 0);
            var at = origin.BinarySearch(isRemoval ? removed[less] : added[more]);
            var upTo = at < 0 ? ~at : at;
            origin.AsSpan()[from..upTo].CopyTo(hosts.AsSpan(to));
            to += upTo - from;
            from = isRemoval ? upTo + 1 : upTo;
            if (isRemoval)
                less++;
            else
                hosts[to++] = added[more++];
        }

        origin.AsSpan()[from..].CopyTo(hosts.AsSpan(to));
        return ImmutableCollectionsMarshal.AsImmutableArray(hosts);
    }

    private static ImmutableArray<Address> Insert(ImmutableArray<Address> sorted, Address address) => sorted.Insert(~sorted.BinarySearch(address), address);
}
