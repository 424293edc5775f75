using System.Text;
using System.Text.Json.Nodes;
using ZtSegment.Azure.Proof;
using ZtSegment.Azure.Reading;
using ZtSegment.Azure.Tests.Reading;
using ZtSegment.Flows.Proof;
using static ZtSegment.Azure.Tests.JsonRules;

namespace ZtSegment.Azure.Tests.Proof;

/// <summary>Other words for the same meaning are not accused, and have the same digest.</summary>
public sealed class EquivalentBodyTests
{
    private readonly AzureShop shop = new();

    [Fact]
    public void As_Azure_returns_it() => IsTheSame(ArmBody.Of(shop.Text));

    [Fact]
    public void Rules_in_another_order() => IsTheSame(Edit(shop.Text, rules =>
    {
        foreach (var rule in rules.Reverse().ToList())
        {
            rules.Remove(rule);
            rules.Add(rule);
        }
    }));

    [Fact]
    public void Allow_rules_with_other_priorities() => IsTheSame(Edit(shop.Text, rules =>
    {
        foreach (var (rule, i) in rules.Where(r => (int)r!["properties"]!["priority"]! < 4000).Select((r, i) => (r!, i)))
            rule["properties"]!["priority"] = 200 + i;
    }));

    [Fact]
    public void A_rule_split_in_two() => IsTheSame(Edit(shop.Text, rules =>
    {
        var rule = rules.First(r => $"{r!["properties"]!["sourceAddressPrefixes"]?[0]}" == "10.20.1.11")!;
        var half = rule.DeepClone().AsObject();
        rule["properties"]!["sourceAddressPrefixes"] = new JsonArray("10.20.1.11");
        half["properties"]!["sourceAddressPrefixes"] = new JsonArray("10.20.1.12");
        half["properties"]!["priority"] = 3998;
        half["name"] = "other-half";
        rules.Add(half);
    }));

    [Theory]
    [InlineData("\"10.9.0.10\"", "\"10.9.0.10/32\"")]
    [InlineData("\"destinationAddressPrefix\": \"10.9.0.10\"", "\"destinationAddressPrefixes\": [\"10.9.0.10\"]")]
    [InlineData("\"fd20:2::7\"", "\"FD20:2:0::0007/128\"")]
    [InlineData("\"destinationPortRange\": \"123\"", "\"destinationPortRanges\": [\"123-123\"]")]
    [InlineData("\"destinationPortRange\": \"5000-5009\"", "\"destinationPortRanges\": [\"5005-5009\", \"5000-5004\"]")]
    [InlineData("\"sourcePortRange\": \"*\"", "\"sourcePortRange\": \"0-65535\"")]
    [InlineData("Storage.WestEurope", "storage.westeurope")]
    [InlineData("\"zt/logs\"", "\"anything\"")]
    [InlineData("\"Allow\"", "\"allow\"")]
    [InlineData("\"Inbound\"", "\"INBOUND\"")]
    public void Other_words(string old, string replacement) => IsTheSame(shop.With(old, replacement));

    [Fact]
    public void Rules_that_nothing_comes_to() => IsTheSame(Edit(shop.Text, rules =>
    {
        var all = Rule(rules, "zt-deny-in").DeepClone().AsObject();
        all["name"] = "allow-virtual-network";
        all["properties"]!["access"] = "Allow";
        all["properties"]!["sourceAddressPrefix"] = "VirtualNetwork";
        Rule(rules, "zt-deny-in")["properties"]!["priority"] = 4000;
        rules.Add(all);
    }));

    private void IsTheSame(string body)
    {
        Assert.Equal(ProofResult.Equal, shop.Prove(body));
        Assert.Equal(Digest(shop.Text), Digest(body));
    }

    private static string? Digest(string body) => NsgDigest.Of(NsgBodyReader.Read(Encoding.UTF8.GetBytes(body)).Body!);
}
