using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using ZtSegment.Azure.Proof;
using ZtSegment.Azure.Reading;
using ZtSegment.Flows;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Azure.Tests.Proof;

/// <summary>Random groups, nobody's rendering: what the diagrams say of a packet is what the first match says, rule by rule.</summary>
public sealed class RandomBodyTests
{
    private static readonly string[] V4 = ["*", "0.0.0.0/0", "10.0.0.0/8", "10.0.0.0/30", "10.0.0.1", "10.0.0.2/31", "192.0.2.0/24", "Storage", "VirtualNetwork"];
    private static readonly string[] V6 = ["::/0", "fd00::/16", "fd00::1", "fd00::2/127"];
    private static readonly string[] Ports = ["*", "443", "440-446", "0-65535", "65535", "0"];
    private static readonly string[] Protocols = ["*", "Tcp", "Udp", "Icmp", "Esp", "Ah"];
    private static readonly Address[] Addresses = [.. "10.0.0.0 10.0.0.1 10.0.0.2 10.0.0.3 10.0.0.4 10.1.2.3 11.0.0.0 192.0.2.7 fd00::1 fd00::2 fd00::3 fd01::1".Split(' ').Select(a => Address.Parse(a))];

    [Fact]
    public void Diagrams_say_what_the_first_match_says() => BodiesWithPackets.Sample((body, packets) =>
    {
        var brute = new BruteForce(body);
        var group = NsgBodyReader.Read(Encoding.UTF8.GetBytes(body)).Body!;
        foreach (var packet in packets)
        {
            var space = new NsgSpace(packet.Direction, packet.Local.Family, group.InOrder(packet.Direction).SelectMany(RuleBoxes.SymbolsOf), ProofBudget.Default, default);
            var rule = brute.AllowingRule(packet.Direction, packet.Local, packet.Remote, packet.Protocol, packet.Port);
            Assert.Equal(rule is not null, space.Diagram.Contains(NsgEvaluation.Of(group, space).Allowed, Fields(space, packet)));
        }
    }, iter: 400);

    private static UInt128[] Fields(NsgSpace space, (Direction Direction, Address Local, Address Remote, byte Protocol, ushort Port) packet)
    {
        var fields = new UInt128[space.Levels];
        fields[NsgSpace.LocalLevel] = packet.Local.Value;
        fields[space.Packets.ProtocolLevel] = packet.Protocol;
        fields[space.Packets.RemoteLevel] = packet.Remote.Value;
        fields[space.Packets.PortLevel] = packet.Port;
        fields[space.SourcePortLevel] = 40000;
        return fields;
    }

    private static Gen<(string Body, ImmutableArray<(Direction Direction, Address Local, Address Remote, byte Protocol, ushort Port)> Packets)> BodiesWithPackets { get; } =
        from rules in Rule.Array[0, 12]
        from packets in Packet.Array[40]
        select (Body(rules), packets.Where(p => p.Local.Family == p.Remote.Family).ToImmutableArray());

    /// <summary>No ports with <c>*</c>, on which Azure's word about protocols without ports is missing.</summary>
    private static Gen<JsonObject> Rule =>
        from sides in Gen.OneOf(Gen.Select(Side(V4), Side(V4)), Gen.Select(Side(V6), Side(V6)))
        from protocol in Gen.OneOf(Protocols)
        from ports in Gen.OneOf(Ports)
        from isInbound in Gen.Bool
        from isAllow in Gen.Bool
        select new JsonObject
        {
            ["protocol"] = protocol,
            ["access"] = isAllow ? "Allow" : "Deny",
            ["direction"] = isInbound ? "Inbound" : "Outbound",
            ["sourcePortRange"] = "*",
            ["destinationPortRange"] = protocol is "Tcp" or "Udp" ? ports : "*",
            ["sourceAddressPrefix"] = sides.Item1,
            ["destinationAddressPrefix"] = sides.Item2,
        };

    private static Gen<string> Side(string[] texts) => Gen.OneOf(texts);

    private static Gen<(Direction Direction, Address Local, Address Remote, byte Protocol, ushort Port)> Packet => Gen.Select(
        Gen.Enum<Direction>(), Gen.OneOf(Addresses), Gen.OneOf(Addresses), Gen.OneOf<byte>(1, 6, 17, 50, 51, 58, 132), Gen.OneOf<ushort>(0, 439, 440, 443, 446, 447, 65535));

    /// <summary>In random order of priorities, with a denial of everything at the end of some.</summary>
    private static string Body(JsonObject[] rules) => new JsonObject
    {
        ["properties"] = new JsonObject
        {
            ["securityRules"] = new JsonArray([.. rules.Concat(Last).Select((rule, i) =>
            {
                rule["priority"] = 100 + (i * 37 % 41) + (i >= rules.Length ? 1000 : 0);
                return (JsonNode)new JsonObject { ["name"] = $"r{i}", ["properties"] = rule };
            })]),
        },
    }.ToJsonString();

    private static IEnumerable<JsonObject> Last => new[] { "Inbound", "Outbound" }.Select(direction => new JsonObject
    {
        ["protocol"] = "*",
        ["access"] = "Deny",
        ["direction"] = direction,
        ["sourcePortRange"] = "*",
        ["destinationPortRange"] = "*",
        ["sourceAddressPrefix"] = "*",
        ["destinationAddressPrefix"] = "*",
    });
}
