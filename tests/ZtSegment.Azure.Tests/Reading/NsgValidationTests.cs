using System.Text;
using System.Text.Json.Nodes;
using ZtSegment.Azure.Reading;
using ZtSegment.Flows.Proof;
using static ZtSegment.Azure.Tests.JsonRules;

namespace ZtSegment.Azure.Tests.Reading;

/// <summary>What Azure would refuse is found before it is sent, and is never equal.</summary>
public sealed class NsgValidationTests
{
    private readonly AzureShop shop = new();

    [Theory]
    [InlineData("\"priority\": 4096", "\"priority\": 4097", "the priority of rule `zt-deny-in` is 4097")]
    [InlineData("zt/ what is not declared is denied", "zt/ what is not declared is denied, and this text is made so long that it comes to more than the one hundred and forty characters that Azure allows for it", "characters, of which Azure allows 140")]
    [InlineData("zt-deny-in", "DenyAllInBound", "has the name of a default rule")]
    [InlineData("zt-deny-in", "-zt", "`-zt` is no name")]
    [InlineData("zt-deny-in", "zt deny in", "`zt deny in` is no name")]
    [InlineData("zt-deny-in", "ZT-DENY-OUT", "2 rules are named")]
    [InlineData("\"203.0.113.0/24\"", "\"203.0.113.1/24\"", "whose host bits are set")]
    [InlineData("\"10.20.1.11\", \"10.20.1.12\"", "\"10.20.1.11\", \"10.20.1.12\", \"10.20.1.12/31\"", "overlapping prefixes, 10.20.1.12/31 and 10.20.1.12/32")]
    [InlineData("\"10.20.1.11\", \"10.20.1.12\"", "\"10.20.1.11\", \"10.20.1.12\", \"fd00::1\"", "mixes IPv4 and IPv6")]
    [InlineData("\"10.20.1.11\", \"10.20.1.12\"", "\"10.20.1.11\", \"10.20.1.12\", \"Storage\"", "has `Storage` in a list")]
    [InlineData("\"10.20.1.11\", \"10.20.1.12\"", "\"10.20.1.11\", \"10.20.1.12\", \"*\"", "has `*` in a list")]
    [InlineData("\"destinationPortRange\": \"5432\"", "\"destinationPortRanges\": [\"5432\", \"*\"]", "has `*` in a list of ports")]
    [InlineData("\"10.20.1.11\", \"10.20.1.12\"", "\"0.0.0.0/0\", \"0.0.0.0/0\"", "overlapping prefixes, 0.0.0.0/0 and 0.0.0.0/0")]
    [InlineData("Storage.WestEurope", "Any", "is `Any`, which is no service tag")]
    public void It_is_named(string old, string replacement, string message)
    {
        var proof = shop.Prove(shop.With(old, replacement));

        Assert.Equal(ProofVerdict.Different, proof.Verdict);
        Assert.Contains(message, proof.Reason);
    }

    [Fact]
    public void Ports_of_a_protocol_without_ports() => Names(
        EditRule(shop.Text, "zt-in-ping", rule => rule["destinationPortRange"] = "8"), "has ports for a protocol without ports");

    [Fact]
    public void Two_rules_of_one_direction_and_priority() => Names(
        EditRule(shop.Text, "zt-in-ping", rule => rule["priority"] = 4096), "have one direction and priority, 4096");

    [Fact]
    public void Rules_of_both_directions_may_have_one_priority() => Assert.Empty(Refusals(
        Edit(shop.Text, rules => Properties(rules, "zt-in-ping")["priority"] = (int)Properties(rules, "zt-out-backups")["priority"]!)));

    [Theory]
    [InlineData(1_000, null)]
    [InlineData(1_001, "there are 1001 rules, of which Azure allows 1000")]
    public void Rules_are_counted(int count, string? message) => Counts(message, Body(count, _ => "10.0.0.1", "80"));

    [Theory]
    [InlineData(4_000, null)]
    [InlineData(4_001, "there are 4001 source prefixes, of which Azure allows 4000")]
    public void Source_prefixes_are_counted_over_all_rules(int count, string? message) => Counts(message, Body(2, i => List(i == 0 ? 10 : count - 10), "80"));

    [Theory]
    [InlineData(4_000, null)]
    [InlineData(4_001, "there are 4001 ports, of which Azure allows 4000")]
    public void Ports_are_counted_over_all_rules(int count, string? message) => Counts(message, Body(1, _ => "10.0.0.1", Enumerable.Range(1, count).Select(p => $"{p * 2}").ToArray()));

    private void Names(string body, string message) => Assert.Contains(message, shop.Prove(body).Reason);

    private static void Counts(string? message, string body) => Assert.Equal(message is null ? [] : [message], Refusals(body));

    private static IReadOnlyList<string> Refusals(string body) => NsgValidation.Of(NsgBodyReader.Read(Encoding.UTF8.GetBytes(body)).Body!);

    private static string List(int count) => string.Join(' ', Enumerable.Range(0, count).Select(n => $"10.{n / 250}.{n % 250}.0/25"));

    private static string Body(int rules, Func<int, string> sources, params string[] ports) => new JsonObject
    {
        ["properties"] = new JsonObject
        {
            ["securityRules"] = new JsonArray([.. Enumerable.Range(0, rules).Select(i => new JsonObject
            {
                ["name"] = $"rule-{i}",
                ["properties"] = new JsonObject
                {
                    ["protocol"] = "Tcp",
                    ["access"] = "Allow",
                    ["direction"] = "Inbound",
                    ["priority"] = 100 + i,
                    ["sourcePortRange"] = "*",
                    ["destinationPortRanges"] = new JsonArray([.. ports.Select(p => (JsonNode)p)]),
                    ["sourceAddressPrefixes"] = new JsonArray([.. sources(i).Split(' ').Select(p => (JsonNode)p)]),
                    ["destinationAddressPrefix"] = "*",
                },
            })]),
        },
    }.ToJsonString();
}
