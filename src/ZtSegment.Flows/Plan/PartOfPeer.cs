using System.Collections.Immutable;
using ZtSegment.Flows.Graph;
using ZtSegment.Language;

namespace ZtSegment.Flows.Plan;

/// <summary>How a part of a CIDR or group peer is written: as the peer where it is all of it, else as the prefixes of the part.</summary>
/// <remarks>
/// A prefix of the peer of which little is missing is written with an <c>except</c>. Multicast and broadcast do not count: no packet has them.
/// </remarks>
internal static class PartOfPeer
{
    private static readonly IpFamily[] Families = [IpFamily.V4, IpFamily.V6];

    /// <param name="all">The peer's addresses, of the families that count.</param>
    public static IReadOnlyList<Endpoint> Written(Peer peer, AddressSet all, AddressSet part, IntentPeers intent)
    {
        all = all.Subtract(AddressSet.OutsidePacketSpace);
        part = part.Intersect(all);
        if (part.IsEmpty)
            return [];
        if (all.Subtract(part).IsEmpty)
            return [Endpoint.Of(peer)];
        var (cidrs, except) = intent.PrefixesOf(peer);
        return [.. Families.SelectMany(family => OfFamily(family, Outermost(cidrs, family), except, all[family], part[family]))];
    }

    private static IEnumerable<Endpoint> OfFamily(
        IpFamily family, IEnumerable<Cidr> cidrs, ImmutableArray<Cidr> except, IntervalSet<UInt128> all, IntervalSet<UInt128> part)
    {
        foreach (var cidr in cidrs)
        {
            var within = IntervalSet<UInt128>.Of(cidr.Range);
            var here = part.Intersect(within);
            if (here.IsEmpty)
                continue;
            var missing = all.Intersect(within).Subtract(part);
            if (missing.IsEmpty)
            {
                yield return WithExcept(cidr, except.Where(e => e.Family == family && e.Range.Overlaps(cidr.Range)));
                continue;
            }

            var prefixes = CidrCover.Of(here, family).ToArray();
            var holes = CidrCover.Of(within.Subtract(here), family).ToArray();
            if (prefixes.Length <= holes.Length + 1)
            {
                foreach (var prefix in prefixes)
                    yield return Endpoint.OfCidr(prefix);
            }
            else
            {
                yield return WithExcept(cidr, holes);
            }
        }
    }

    private static Endpoint WithExcept(Cidr cidr, IEnumerable<Cidr> except) => Endpoint.OfCidr(cidr) with { Except = [.. except] };

    private static IEnumerable<Cidr> Outermost(ImmutableArray<Cidr> cidrs, IpFamily family)
    {
        Cidr? last = null;
        foreach (var cidr in cidrs.Where(c => c.Family == family).OrderBy(c => c.Range.From).ThenByDescending(c => c.Range.To))
        {
            if (last is { } outer && outer.Range.Contains(cidr.Range))
                continue;
            last = cidr;
            yield return cidr;
        }
    }
}
