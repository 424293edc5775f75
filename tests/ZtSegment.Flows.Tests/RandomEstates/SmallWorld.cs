using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows.Tests.RandomEstates;

/// <summary>What random estates are made of: few values, so that they meet often.</summary>
/// <remarks>Addresses of different workloads adjoin, lie in the CIDRs below and at their edges, and never clash unless they are virtual.</remarks>
internal static class SmallWorld
{
    public static readonly DateTimeOffset Now = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly ImmutableArray<string> LabelKeys = ["app", "env", "tier"];

    /// <summary>The same for each key, so that a value of the wrong key is no match only by its key.</summary>
    public static readonly ImmutableArray<string> LabelValues = ["a", "b"];

    /// <summary>With one that no workload has.</summary>
    public static readonly ImmutableArray<string> SelectorValues = ["a", "b", "none"];

    public static readonly ImmutableArray<Address> VirtualAddresses = Addresses("10.0.2.0", "10.0.2.1", "fd00:2::1");

    public static readonly ImmutableArray<Cidr> Cidrs = Prefixes(
        "0.0.0.0/0", "10.0.0.0/16", "10.0.0.0/29", "10.0.0.4/32", "10.0.1.0/28", "10.0.2.0/31", "10.0.4.0/25", "192.0.2.0/24", "192.0.2.128/25",
        "224.0.0.0/3", "224.0.0.0/4", "255.255.255.254/31", "126.0.0.0/7", "127.0.0.0/8",
        "::/0", "fd00::/16", "fd00:0:0:1::/64", "fd00::4/126", "fd00:2::1/128", "fd00:4::/64", "fe80::/10", "fe00::/7", "ff02::/16", "::1/128");

    public static readonly ImmutableArray<Cidr> ManagementCidrs = Prefixes("10.9.0.0/24", "10.0.0.0/29", "fd00:9::/64");

    public static readonly ImmutableArray<Address> ControllerAddresses = Addresses("10.9.0.10", "10.0.0.3", "fd00:9::10");

    public static readonly ImmutableArray<ProtocolPorts> Ports =
    [
        On(Protocol.Tcp, 443, 443), On(Protocol.Tcp, 444, 450), On(Protocol.Tcp, 440, 446), On(Protocol.Tcp, 1, 65535), On(Protocol.Tcp, 9100, 9100),
        On(Protocol.Udp, 443, 443), On(Protocol.Udp, 53, 53), On(Protocol.Udp, 65535, 65535), On(Protocol.Tcp, 1, 1),
        Alone(Protocol.Tcp), Alone(Protocol.Udp), Alone(Protocol.Icmp), Alone(Protocol.Esp), Alone(Protocol.Ah), ProtocolPorts.Any, ProtocolPorts.Any,
    ];

    /// <summary>What an NSG has no words for.</summary>
    public static readonly ImmutableArray<ProtocolPorts> PortsForLinuxOnly =
    [
        On(Protocol.Sctp, 443, 443), On(Protocol.Sctp, 36412, 36422), Alone(Protocol.Sctp), Alone(Protocol.Gre), Alone(Protocol.FromNumber(112)),
    ];

    public static readonly ImmutableArray<string> PortNames = ["metrics", "health", "gossip"];

    public static readonly ImmutableArray<string> Nsgs = [Nsg("nsg-1"), Nsg("nsg-2")];

    /// <summary>The same port for a name in every segment, so that no two segments disagree on a member.</summary>
    public static PortName SegmentPort(string name) => name switch
    {
        "metrics" => new(default, name, Protocol.Tcp, 9100),
        "health" => new(default, name, Protocol.Tcp, 8080),
        _ => new(default, name, Protocol.Udp, 7946),
    };

    public static PortName OwnPort(string name, int workload) => name switch
    {
        "metrics" => new(default, name, Protocol.Tcp, 9101),
        "health" => new(default, name, Protocol.Udp, 8080),
        _ => new(default, name, Protocol.Tcp, (ushort)(7000 + workload)),
    };

    public static ImmutableArray<Address> V4Of(int workload) => Addresses($"10.0.0.{workload + 1}");

    public static ImmutableArray<Address> V6Of(int workload) => Addresses($"fd00::{workload + 1}");

    public static ImmutableArray<Address> MoreOf(int workload) => Addresses($"10.0.1.{workload * 3}", $"fd00:0:0:1::{workload + 1}");

    public static readonly ImmutableArray<Cidr> Within = Prefixes("10.0.4.0/25", "fd00:4::/64");

    /// <summary>What a workload may report, not all of it within <see cref="Within"/>.</summary>
    public static ImmutableArray<Address> ReportedBy(int workload) =>
        Addresses($"10.0.4.{workload + 1}", $"10.0.4.{120 + workload}", $"10.0.5.{workload}", $"fd00:4::{workload + 1}", $"fd00:5::{workload + 1}");

    /// <summary>By several workloads.</summary>
    public static readonly Address ReportedByMistake = Address.Parse("10.0.4.64");

    private static ProtocolPorts On(Protocol protocol, ushort from, ushort to) => ProtocolPorts.Of(protocol, PortSet.Of(from, to));

    private static ProtocolPorts Alone(Protocol protocol) => ProtocolPorts.Of(protocol, PortSet.Full);

    private static ImmutableArray<Address> Addresses(params ReadOnlySpan<string> texts) => Each(texts, text => Address.Parse(text));

    private static ImmutableArray<Cidr> Prefixes(params ReadOnlySpan<string> texts) => Each(texts, text => Cidr.Parse(text));

    private static ImmutableArray<T> Each<T>(ReadOnlySpan<string> texts, Func<string, T> parse)
    {
        var parsed = ImmutableArray.CreateBuilder<T>(texts.Length);
        foreach (var text in texts)
            parsed.Add(parse(text));
        return parsed.MoveToImmutable();
    }

    private static string Nsg(string name) =>
        $"/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/test/providers/Microsoft.Network/networkSecurityGroups/{name}";
}
