using System.Collections.Immutable;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;
using ZtSegment.Linux.Reading;

namespace ZtSegment.Linux.Proof;

/// <summary>Packets whose fields are all in these values.</summary>
/// <param name="Name">What a person calls them.</param>
internal sealed record NamedPackets(string Name, ImmutableArray<(PacketField Field, IntervalSet<UInt128> Values)> Fields)
{
    public int In(PacketSpace space) => PacketView.Box(space, Fields.AsSpan());

    public bool Contains(ReadOnlySpan<UInt128> packet)
    {
        foreach (var (field, values) in Fields)
        {
            if (!values.Contains(packet[(int)field]))
                return false;
        }

        return true;
    }
}

/// <summary>The closed list of item 9 of the language's meaning, management aside: exactly these packets pass whatever is declared.</summary>
internal static class AlwaysLetThrough
{
    /// <summary>The most that a reset is long: two headers with options, no data.</summary>
    private const uint LongestReset = 120;

    private const uint Rst = 4;

    public static IReadOnlyList<NamedPackets> In(PacketView view) => Lists.Value[view];

    private static readonly Lazy<Dictionary<PacketView, NamedPackets[]>> Lists = new(() => PacketView.All.ToDictionary(view => view, ListOf));

    private static NamedPackets[] ListOf(PacketView view) =>
        [.. Loopback, .. view.Family == IpFamily.V6 ? NeighbourDiscovery.Append(Mld) : [], RelatedIcmp(view), Resets(view), Dhcp(view)];

    private static IEnumerable<NamedPackets> Loopback { get; } = [new("loopback", [(PacketField.Loopback, Only(1))])];

    /// <summary>Solicitations and advertisements of routers and neighbours that came from the link itself (RFC 4861, hop limit 255).</summary>
    private static IEnumerable<NamedPackets> NeighbourDiscovery { get; } =
    [
        new("neighbour discovery",
        [
            (PacketField.Protocol, Only(Protocol.IcmpV6Number)), (PacketField.IcmpType, Range(133, 136)), (PacketField.HopLimit, Only(255)),
        ]),
    ];

    /// <summary>Queries, reports and dones of versions 1 and 2 (RFC 2710, RFC 3810).</summary>
    private static NamedPackets Mld { get; } = new("multicast listener discovery",
    [
        (PacketField.Protocol, Only(Protocol.IcmpV6Number)), (PacketField.IcmpType, Range(130, 132).Union(Only(143))), (PacketField.HopLimit, Only(1)),
    ]);

    private static NamedPackets RelatedIcmp(PacketView view) => new("ICMP error of a flow",
        [(PacketField.Tracking, view.Of(view.Trackings.Where(t => t is Tracking.Related or Tracking.ReplyRelated))), (PacketField.Protocol, Only(view.Icmp))]);

    /// <summary>Also those that a reject sends: they are related to the flow that they end.</summary>
    private static NamedPackets Resets(PacketView view) => new("reset of an established flow",
    [
        (PacketField.Tracking, view.Of(view.Trackings.Where(t => PacketView.IsTracked(t) && t != Tracking.New))),
        (PacketField.Protocol, Only(Protocol.Tcp.Number)),
        (PacketField.TcpFlags, Flags(flags => (flags & Rst) != 0)),
        (PacketField.Length, Range(0, LongestReset)),
    ]);

    /// <summary>The host is a client: RFC 2131 and RFC 8415, servers and relays on the link.</summary>
    private static NamedPackets Dhcp(PacketView view)
    {
        var isIn = view.Hook == NftHook.Input;
        var (client, server) = view.Family == IpFamily.V4 ? (68u, 67u) : (546u, 547u);
        var (source, destination) = isIn ? (server, client) : (client, server);
        return new NamedPackets("DHCP",
        [
            (PacketField.Protocol, Only(Protocol.Udp.Number)),
            (PacketField.HasPorts, Only(1)),
            (view.FieldOf(NftField.SourcePort)!.Value, Only(source)),
            (view.FieldOf(NftField.DestinationPort)!.Value, Only(destination)),
            .. view.Family == IpFamily.V6 ? [(PacketField.RemoteAddress, isIn ? LinkLocal : LinkLocal.Union(DhcpServers))] : Anywhere,
        ]);
    }

    public static IntervalSet<UInt128> Flags(Func<uint, bool> holds) => IntervalSet<UInt128>.From(Enumerable.Range(0, 256)
        .Where(f => holds((uint)f)).Select(f => new Interval<UInt128>((uint)f, (uint)f)));

    private static readonly ImmutableArray<(PacketField, IntervalSet<UInt128>)> Anywhere = [];

    private static readonly IntervalSet<UInt128> LinkLocal = IntervalSet<UInt128>.Of(Cidr.Parse("fe80::/10").Range);

    private static readonly IntervalSet<UInt128> DhcpServers = IntervalSet<UInt128>.Of(Address.Parse("ff02::1:2").Value);

    private static IntervalSet<UInt128> Only(uint value) => IntervalSet<UInt128>.Of(value);

    private static IntervalSet<UInt128> Range(uint from, uint to) => IntervalSet<UInt128>.Of(new Interval<UInt128>(from, to));
}
