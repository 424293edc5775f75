using System.Collections.Immutable;
using ZtSegment.Azure.Reading;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Azure.Proof;

/// <summary>What a security rule matches in one address family, as boxes.</summary>
internal static class RuleBoxes
{
    private static readonly IntervalSet<UInt128> EveryProtocol = IntervalSet<UInt128>.Of(new Interval<UInt128>(0, byte.MaxValue));

    private static readonly IntervalSet<UInt128> WithPorts = Only(Protocol.Tcp.Number).Union(Only(Protocol.Udp.Number));

    public static IEnumerable<NsgBox> Of(NsgRule rule, IpFamily family)
    {
        foreach (var local in Sides(rule.Local, family, NsgSymbolKind.LocalTag))
        {
            foreach (var remote in Sides(rule.Remote, family, NsgSymbolKind.RemoteTag))
            {
                foreach (var service in Services(rule, family))
                {
                    yield return new NsgBox(
                        local.Addresses, service.Protocols, remote.Addresses, service.Ports, service.SourcePorts,
                        [.. local.Symbols, .. remote.Symbols, .. service.Symbols]);
                }
            }
        }
    }

    /// <summary>The symbols that a rule's match depends on, in any family.</summary>
    public static IEnumerable<NsgSymbol> SymbolsOf(NsgRule rule) =>
        Of(rule, IpFamily.V4).Concat(Of(rule, IpFamily.V6)).SelectMany(b => b.Symbols);

    private static IEnumerable<(IntervalSet<UInt128> Addresses, ImmutableArray<NsgSymbol> Symbols)> Sides(NsgSide side, IpFamily family, NsgSymbolKind kind)
    {
        if (!side.Addresses[family].IsEmpty)
            yield return (side.Addresses[family], []);
        foreach (var tag in side.IsAnything ? [] : side.Tags)
            yield return (IntervalSet<UInt128>.Of(new Interval<UInt128>(0, Address.Last(family))), [new NsgSymbol(kind, tag)]);
    }

    private static IEnumerable<(IntervalSet<UInt128> Protocols, PortSet Ports, PortSet SourcePorts, ImmutableArray<NsgSymbol> Symbols)> Services(
        NsgRule rule, IpFamily family)
    {
        var (ports, sourcePorts) = (rule.DestinationPorts.Set, rule.SourcePorts.Set);
        var hasPorts = !ports.IsFull || !sourcePorts.IsFull;
        if (rule.Protocol is { } protocol)
        {
            ImmutableArray<NsgSymbol> doubts = [
                .. protocol == Protocol.Icmp && family == IpFamily.V6 ? [new NsgSymbol(NsgSymbolKind.IcmpCoversV6)] : ImmutableArray<NsgSymbol>.Empty,
                .. hasPorts && !protocol.HasPorts ? [new NsgSymbol(NsgSymbolKind.PortsCoverAll)] : ImmutableArray<NsgSymbol>.Empty];
            yield return protocol.HasPorts
                ? (Only(protocol.WireNumber(family)), ports, sourcePorts, doubts)
                : (Only(protocol.WireNumber(family)), PortSet.Full, PortSet.Full, doubts);
        }
        else if (!hasPorts)
        {
            yield return (EveryProtocol, PortSet.Full, PortSet.Full, []);
        }
        else
        {
            yield return (WithPorts, ports, sourcePorts, []);
            yield return (EveryProtocol.Subtract(WithPorts), PortSet.Full, PortSet.Full, [new NsgSymbol(NsgSymbolKind.PortsCoverAll)]);
        }
    }

    private static IntervalSet<UInt128> Only(byte protocol) => IntervalSet<UInt128>.Of((UInt128)protocol);
}
