using ZtSegment.Language;
using ZtSegment.Linux.Rendering;

namespace ZtSegment.Linux.Tests.Rendering;

/// <summary>One element of one map: a box of addresses, protocols on the wire and ports.</summary>
internal sealed record Element(ElementKey Key, Interval<UInt128> Addresses)
{
    public bool Holds(Tuple tuple) =>
        Addresses.Contains(tuple.Address) && Key.Protocols.Contains(tuple.Protocol) && Key.Ports.Contains(tuple.Port);

    public bool Overlaps(Element other) =>
        Key.Kind == other.Key.Kind
        && Addresses.Overlaps(other.Addresses) && Key.Protocols.Overlaps(other.Key.Protocols) && Key.Ports.Overlaps(other.Key.Ports);
}

/// <param name="Protocol">The number on the wire.</param>
internal readonly record struct Tuple(UInt128 Address, byte Protocol, ushort Port);

/// <summary>What the kernel would hold of a layout, looked up as the ruleset looks it up.</summary>
internal sealed class LaidOutElements(ElementLayout layout, IpFamily family)
{
    public IReadOnlyList<Element> All { get; } =
    [
        .. from kind in Enum.GetValues<MapKind>()
           from shared in layout.Whole(kind)
           from addresses in shared.Block.Hosts.Where(h => h.Family == family).Select(h => new Interval<UInt128>(h.Value, h.Value)).Concat(shared.Block.Nets(family))
           select new Element(shared.Key, addresses),
        .. from kind in Enum.GetValues<MapKind>()
           from parted in layout.Parted(kind)
           from addresses in parted.Addresses
           select new Element(parted.Key, addresses),
    ];

    /// <summary>The policy whose element is found first; null where none is.</summary>
    public uint? OwnerOf(Tuple tuple) => All.Where(e => e.Holds(tuple)).OrderBy(e => e.Key.Kind).FirstOrDefault()?.Key.Id;

    public bool AreDisjoint => All.Index().All(a => All.Take(a.Index).All(b => !a.Item.Overlaps(b)));

    /// <summary>Exact maps hold nothing but exact keys; maps without ports hold the whole range.</summary>
    public bool FitTheirMaps => All.All(e => e.Key.Kind switch
    {
        MapKind.HostPort => e.Addresses.IsSingle && e.Key.Protocols.IsSingle && e.Key.Ports.IsSingle,
        MapKind.Host => e.Addresses.IsSingle && e.Key.Protocols.IsSingle && e.Key.Ports == Interval<ushort>.All,
        MapKind.NetPort => e.Key.Protocols.IsSingle,
        _ => e.Key.Ports == Interval<ushort>.All,
    });
}
