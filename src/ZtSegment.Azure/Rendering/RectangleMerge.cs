using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Azure.Rendering;

/// <summary>Merges boxes that are equal in all fields but one: their union is exactly one box again.</summary>
/// <remarks>
/// The fewest boxes for a set of packets is a hard problem; this is greedy, ports first, one field per pass, until nothing changes, and so
/// never wider. Every merge lowers each of the numbers that Azure limits, or leaves it.
/// </remarks>
internal static class RectangleMerge
{
    /// <summary>Each box stays its policy's.</summary>
    public static ImmutableArray<AllowBox> WithinOwners(IEnumerable<AllowBox> boxes) =>
        [.. boxes.GroupBy(b => b.Owners[0]).SelectMany(own => Merge([.. own]))];

    /// <summary>Boxes may come to carry several policies.</summary>
    public static ImmutableArray<AllowBox> AcrossOwners(IEnumerable<AllowBox> boxes) => [.. Merge([.. boxes])];

    private static List<AllowBox> Merge(List<AllowBox> boxes)
    {
        for (var before = 0; before != boxes.Count;)
        {
            before = boxes.Count;
            boxes = [.. boxes.GroupBy(b => (b.Direction, b.Family, b.Protocol, b.Local, b.Remote)).Select(g => WithPorts([.. g]))];
            boxes = [.. boxes.Where(b => b.Remote.Tag is not null), .. boxes.Where(b => b.Remote.Tag is null)
                .GroupBy(b => (b.Direction, b.Family, b.Protocol, b.Ports, b.Local)).Select(g => WithRemotes([.. g]))];
            boxes = [.. boxes.GroupBy(b => (b.Direction, b.Family, b.Protocol, b.Ports, b.Remote)).Select(g => WithLocals([.. g]))];
        }

        return boxes;
    }

    private static AllowBox WithPorts(AllowBox[] like) => like.Length == 1 ? like[0] : like[0] with
    {
        Ports = like.Aggregate(PortSet.Empty, (all, b) => all.Union(b.Ports)),
        Owners = OwnersOf(like),
    };

    private static AllowBox WithRemotes(AllowBox[] like) => like.Length == 1 ? like[0] : like[0] with
    {
        Remote = new RemoteSide(Union(like.Select(b => b.Remote.Addresses)), null),
        Owners = OwnersOf(like),
    };

    private static AllowBox WithLocals(AllowBox[] like) => like.Length == 1 ? like[0] : like[0] with
    {
        Local = Union(like.Select(b => b.Local)),
        Owners = OwnersOf(like),
    };

    private static ImmutableArray<Owner> OwnersOf(AllowBox[] boxes) => [.. boxes.SelectMany(b => b.Owners).Distinct().Order()];

    private static IntervalSet<UInt128> Union(IEnumerable<IntervalSet<UInt128>> sets) =>
        IntervalSet<UInt128>.From(sets.SelectMany(s => s.ToImmutableArray()));
}
