using System.Collections.Immutable;
using CsCheck;
using ZtSegment.Flows;
using ZtSegment.Language;
using ZtSegment.Linux.Rendering;

namespace ZtSegment.Linux.Tests.Rendering;

/// <summary>Rules of one direction over a few hosts, prefixes and services that meet often; some ids have several rules.</summary>
internal static class RandomRules
{
    public static readonly DateTimeOffset Now = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Address[] Hosts =
    [
        .. Enumerable.Range(0, 6).Select(n => Address.Parse($"10.0.0.{n}")), Address.Parse("10.0.1.9"), Address.Parse("255.255.255.254"),
        .. Enumerable.Range(0, 4).Select(n => Address.Parse($"fd00::{n}")),
    ];

    private static readonly Cidr[] Prefixes =
    [
        .. new[] { "0.0.0.0/0", "10.0.0.0/24", "10.0.0.0/30", "10.0.0.4/30", "10.0.0.2/32", "10.0.0.3/32", "10.0.0.0/23", "128.0.0.0/1", "::/0", "fd00::/126", "fd00::2/127" }
            .Select(text => Cidr.Parse(text)),
    ];

    private static readonly ProtocolPorts[] Services =
    [
        Ports(Protocol.Tcp, 443, 443), Ports(Protocol.Tcp, 444, 444), Ports(Protocol.Tcp, 440, 450), Ports(Protocol.Tcp, 445, 500),
        Ports(Protocol.Tcp, 1, 65535), Ports(Protocol.Tcp, 0, 65535), Ports(Protocol.Udp, 443, 443), Ports(Protocol.Udp, 0, 65535),
        Ports(Protocol.Icmp, 0, 65535), Ports(Protocol.Gre, 0, 65535), Ports(Protocol.Sctp, 443, 444), ProtocolPorts.Any,
    ];

    /// <summary>Where meanings change: the hosts and the edges of prefixes, the services and what lies beside them.</summary>
    public static IEnumerable<Tuple> Tuples(IpFamily family) =>
        from address in Hosts.Where(h => h.Family == family).Select(h => h.Value)
            .Concat(Prefixes.Where(p => p.Family == family).SelectMany(p => new[] { p.Range.From, p.Range.To }))
            .Distinct()
        from protocol in new byte[] { 0, 1, 6, 17, 47, 58, 99, 132, 255 }
        from port in protocol is 6 or 17 or 132 ? new ushort[] { 0, 1, 439, 440, 443, 444, 445, 450, 451, 500, 501, 65535 } : [7]
        select new Tuple(address, protocol, port);

    public static Gen<RankedRule[]> Any { get; } = Gen.Frequency((2, OfHosts), (1, OfNets))
        .Select(Gen.Shuffle(Services, 1, 3), Gen.UInt[1, 6], (remote, services, number) =>
            new RankedRule(1000 + number, DeadlineOf(number), remote, services.Aggregate(ProtocolPorts.Empty, (all, more) => all.Union(more))))
        .Array[1, 7];

    private static Gen<AddressBlock> OfHosts => Gen.Shuffle(Hosts, 1, 4).Select(AddressBlock.OfHosts);

    private static Gen<AddressBlock> OfNets => Gen.Shuffle(Prefixes, 1, 3)
        .Select(Gen.Shuffle(Hosts, 0, 1), (prefixes, except) => AddressBlock.OfNets(prefixes, AddressSet.From(except)));

    /// <summary>A policy has one deadline; some policies share theirs.</summary>
    private static DateTimeOffset? DeadlineOf(uint number) => number % 3 == 0 ? null : Now.AddHours(number % 4);

    private static ProtocolPorts Ports(Protocol protocol, ushort from, ushort to) => ProtocolPorts.Of(protocol, PortSet.Of(from, to));
}
