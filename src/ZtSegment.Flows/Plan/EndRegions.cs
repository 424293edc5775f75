using ZtSegment.Language;

namespace ZtSegment.Flows.Plan;

/// <summary>Remote addresses of one family, and the ports that one end lets through from or to each of them.</summary>
internal readonly record struct EndRegion(IpFamily Family, IntervalSet<UInt128> Remote, ProtocolPorts Ports)
{
    public bool IsEmpty => Remote.IsEmpty || Ports.IsEmpty;

    /// <summary>What of it <paramref name="other"/> does not hold: at most two regions.</summary>
    public IEnumerable<EndRegion> Without(EndRegion other)
    {
        if (Family != other.Family || !Ports.Overlaps(other.Ports) || !Remote.Overlaps(other.Remote))
            return [this];
        return new[]
        {
            this with { Remote = Remote.Subtract(other.Remote) },
            new EndRegion(Family, Remote.Intersect(other.Remote), Ports.Subtract(other.Ports)),
        }.Where(r => !r.IsEmpty);
    }
}

/// <summary>Sets of packets at one end, as regions.</summary>
internal static class EndRegions
{
    public static List<EndRegion> Without(IEnumerable<EndRegion> regions, IEnumerable<EndRegion> others)
    {
        var left = regions.Where(r => !r.IsEmpty).ToList();
        foreach (var other in others)
        {
            if (left.Count == 0)
                break;
            if (left.Exists(r => r.Family == other.Family && r.Ports.Overlaps(other.Ports) && r.Remote.Overlaps(other.Remote)))
                left = left.SelectMany(r => r.Without(other)).ToList();
        }

        return left;
    }

    /// <summary>The same packets with one region per family and ports.</summary>
    public static List<EndRegion> Merged(IEnumerable<EndRegion> regions) =>
        [.. regions.GroupBy(r => (r.Family, r.Ports)).Select(same => new EndRegion(
            same.Key.Family,
            IntervalSet<UInt128>.From(same.SelectMany(r => r.Remote.ToImmutableArray())),
            same.Key.Ports))];

    public static AddressSet Addresses(IEnumerable<EndRegion> regions)
    {
        var byFamily = regions.ToLookup(r => r.Family, r => r.Remote);
        return new AddressSet(All(byFamily[IpFamily.V4]), All(byFamily[IpFamily.V6]));
    }

    private static IntervalSet<UInt128> All(IEnumerable<IntervalSet<UInt128>> sets) =>
        IntervalSet<UInt128>.From(sets.SelectMany(s => s.ToImmutableArray()));
}
