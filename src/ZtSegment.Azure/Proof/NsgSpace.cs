using System.Collections.Immutable;
using ZtSegment.Flows;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Azure.Proof;

/// <summary>The packets of one direction and family at an NSG: local address x protocol x remote address x port x source port x symbols.</summary>
/// <remarks>Symbols stand last: they are looked at only where no address decided, so many tags make no product of combinations.</remarks>
internal sealed class NsgSpace
{
    /// <summary>Levels of a diagram are numbered by a byte.</summary>
    private const int MostSymbols = 200;

    private readonly ImmutableArray<NsgSymbol> symbols;
    private readonly Dictionary<(PortSet, PortSet, int), int> portNodes = [];

    public NsgSpace(Direction direction, IpFamily family, IEnumerable<NsgSymbol> symbols, ProofBudget budget, CancellationToken cancellation)
    {
        this.symbols = [.. symbols.Distinct().Order()];
        if (this.symbols.Length > MostSymbols)
            throw new UnprovableException($"more than {MostSymbols} service tags");
        Direction = direction;
        Family = family;
        Packets = new PacketSpace(
            family, budget.Nodes,
            new FurtherFields([Address.Last(family)], [ushort.MaxValue, .. this.symbols.Select(_ => UInt128.One)]), cancellation);
    }

    public Direction Direction { get; }

    public IpFamily Family { get; }

    public PacketSpace Packets { get; }

    public IntervalDiagram Diagram => Packets.Diagram;

    public static int LocalLevel => 0;

    public int SourcePortLevel => Packets.PortLevel + 1;

    public ImmutableArray<NsgSymbol> Symbols => symbols;

    public int LevelOf(NsgSymbol symbol) => SourcePortLevel + 1 + symbols.IndexOf(symbol);

    /// <summary>The levels' number.</summary>
    public int Levels => SourcePortLevel + 1 + symbols.Length;

    public IntervalSet<UInt128> EveryAddress => IntervalSet<UInt128>.Of(new Interval<UInt128>(0, Address.Last(Family)));

    /// <summary>Multicast and broadcast at neither end: a virtual network carries none.</summary>
    public int Universe => Diagram.Intersect(
        Diagram.Of(LocalLevel, EveryAddress.Subtract(AddressSet.OutsidePacketSpace[Family]), IntervalDiagram.All),
        Diagram.Of(Packets.RemoteLevel, EveryAddress.Subtract(AddressSet.OutsidePacketSpace[Family]), IntervalDiagram.All));

    /// <summary>The union of many boxes, level by level, each level in one sweep.</summary>
    public int Of(IEnumerable<NsgBox> boxes) => Diagram.UnionOf(LocalLevel, [.. boxes
        .GroupBy(b => b.Local)
        .Select(ofLocal => (ofLocal.Key, Diagram.UnionOf(Packets.ProtocolLevel, [.. ofLocal
            .GroupBy(b => b.Protocols)
            .Select(like => (like.Key, Diagram.UnionOf(Packets.RemoteLevel, [.. like.Select(b => (b.Remote, PortNode(b)))])))])))]);

    private int PortNode(NsgBox box)
    {
        var condition = IntervalDiagram.All;
        foreach (var symbol in box.Symbols.OrderDescending())
            condition = Diagram.Of(LevelOf(symbol), 1, 1, condition);
        var key = (box.Ports, box.SourcePorts, condition);
        if (!portNodes.TryGetValue(key, out var known))
        {
            known = Diagram.Of(SourcePortLevel, Widen(box.SourcePorts), condition);
            portNodes[key] = known = Diagram.Of(Packets.PortLevel, Widen(box.Ports), known);
        }

        return known;
    }

    private static IntervalSet<UInt128> Widen(PortSet ports) =>
        IntervalSet<UInt128>.From(ports.Ranges.ToImmutableArray().Select(r => new Interval<UInt128>(r.From, r.To)));
}

/// <summary>Every combination of these values, where all the symbols hold.</summary>
/// <param name="Protocols">Numbers on the wire.</param>
internal readonly record struct NsgBox(
    IntervalSet<UInt128> Local,
    IntervalSet<UInt128> Protocols,
    IntervalSet<UInt128> Remote,
    PortSet Ports,
    PortSet SourcePorts,
    ImmutableArray<NsgSymbol> Symbols);
