using System.Collections.Immutable;
using ZtSegment.Azure.Reading;
using ZtSegment.Flows;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Azure.Proof;

/// <summary>One first packet at an NSG.</summary>
/// <param name="Protocol">The number on the wire.</param>
/// <param name="Symbols">The questions that are answered with yes.</param>
internal sealed record NsgPacket(
    Direction Direction, Address Local, Address Remote, byte Protocol, ushort Port, ushort SourcePort, ImmutableArray<NsgSymbol> Symbols)
{
    public static NsgPacket Of(NsgSpace space, ReadOnlySpan<UInt128> fields)
    {
        var symbols = ImmutableArray.CreateBuilder<NsgSymbol>();
        foreach (var symbol in space.Symbols)
        {
            if (fields[space.LevelOf(symbol)] == 1)
                symbols.Add(symbol);
        }

        return new NsgPacket(
            space.Direction,
            new Address(space.Family, fields[NsgSpace.LocalLevel]),
            new Address(space.Family, fields[space.Packets.RemoteLevel]),
            (byte)fields[space.Packets.ProtocolLevel],
            (ushort)fields[space.Packets.PortLevel],
            (ushort)fields[space.SourcePortLevel],
            symbols.ToImmutable());
    }

    public bool HasPorts => Protocol == Language.Protocol.Tcp.Number || Protocol == Language.Protocol.Udp.Number || Protocol == Language.Protocol.Sctp.Number;

    /// <summary>Which packet it is, in words.</summary>
    /// <param name="isNot">Questions whose answer, no, matters.</param>
    public string Role(IEnumerable<NsgSymbol> isNot) =>
        string.Join(", ", [.. Symbols.Select(s => Words(s, "is", "covers")).Prepend("request"), .. isNot.Select(s => Words(s, "is not", "does not cover"))]);

    private string Words(NsgSymbol symbol, string @is, string covers) => symbol.Kind switch
    {
        NsgSymbolKind.LocalTag => $"where {Local} {@is} in service tag {symbol.Tag}",
        NsgSymbolKind.RemoteTag => $"where {Remote} {@is} in service tag {symbol.Tag}",
        NsgSymbolKind.PortsCoverAll => $"where a rule with ports {covers} protocols without ports",
        _ => $"where Icmp {covers} ICMPv6",
    };
}

/// <summary>The way of one packet through the rules of a group, one by one: without sets, and by nothing that the diagrams use.</summary>
internal static class LinearEvaluation
{
    /// <summary>The rule that decides; null where none does.</summary>
    public static NsgRule? FirstMatch(NsgBody body, NsgPacket packet) => body.Rules.Concat(body.DefaultRules)
        .Where(r => r.Direction == packet.Direction)
        .OrderBy(r => r.Priority)
        .FirstOrDefault(r => Matches(r, packet));

    private static bool Matches(NsgRule rule, NsgPacket packet) =>
        Holds(rule.Local, packet.Local, NsgSymbolKind.LocalTag, packet)
        && Holds(rule.Remote, packet.Remote, NsgSymbolKind.RemoteTag, packet)
        && IsOnProtocol(rule, packet)
        && IsOnPorts(rule, packet);

    private static bool Holds(NsgSide side, Address address, NsgSymbolKind kind, NsgPacket packet) => side.Entries.Any(entry =>
        entry.IsAnything
        || (entry.Prefix is { } prefix
            ? prefix.Family == address.Family && prefix.Masked == new Cidr(address, prefix.PrefixLength).Masked
            : packet.Symbols.Contains(new NsgSymbol(kind, entry.Text.ToLowerInvariant()))));

    private static bool IsOnProtocol(NsgRule rule, NsgPacket packet) => rule.Protocol switch
    {
        null => true,
        { } icmp when icmp == Protocol.Icmp => packet.Local.Family == IpFamily.V4
            ? packet.Protocol == Protocol.Icmp.Number
            : packet.Protocol == Protocol.IcmpV6Number && packet.Symbols.Contains(new NsgSymbol(NsgSymbolKind.IcmpCoversV6)),
        { } protocol => packet.Protocol == protocol.Number,
    };

    private static bool IsOnPorts(NsgRule rule, NsgPacket packet)
    {
        if (rule.DestinationPorts.Set.IsFull && rule.SourcePorts.Set.IsFull)
            return true;
        return packet.Protocol == Protocol.Tcp.Number || packet.Protocol == Protocol.Udp.Number
            ? rule.DestinationPorts.Set.Contains(packet.Port) && rule.SourcePorts.Set.Contains(packet.SourcePort)
            : packet.Symbols.Contains(new NsgSymbol(NsgSymbolKind.PortsCoverAll));
    }
}
