using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using ZtSegment.Azure.Reading;
using ZtSegment.Flows.Proof;
using static ZtSegment.Azure.Tests.JsonRules;

namespace ZtSegment.Azure.Tests.Reading;

/// <summary>What is not understood is never equal, and nothing ends in an exception.</summary>
public sealed class HostileBodyTests
{
    private readonly AzureShop shop = new();

    [Theory]
    [InlineData("\"Tcp\"", "\"TCPP\"", "the protocol of rule `zt-in-web-to-db")]
    [InlineData("\"Deny\"", "\"Log\"", "the access of rule `zt-deny-in` is `log`")]
    [InlineData("\"Inbound\"", "\"Sideways\"", "the direction")]
    [InlineData("\"203.0.113.0/24\"", "\"203.0.113.0/33\"", "no address, prefix or service tag")]
    [InlineData("\"203.0.113.0/24\"", "\"203.0.113.0-203.0.113.9\"", "no address, prefix or service tag")]
    [InlineData("\"203.0.113.0/24\"", "\"\"", "has no `sourceAddressPrefix`")]
    [InlineData("\"sourceAddressPrefix\": \"203.0.113.0/24\"", "\"sourceAddressPrefixes\": []", "has no `sourceAddressPrefix`")]
    [InlineData("\"sourceAddressPrefixes\"", "\"sourceAddresPrefixes\"", "a field `sourceAddresPrefixes` whose effect is not known")]
    [InlineData("\"5432\"", "\"5432-\"", "no port or range of ports")]
    [InlineData("\"5432\"", "\"65536\"", "no port or range of ports")]
    [InlineData("\"5432\"", "\"90-80\"", "no port or range of ports")]
    [InlineData("\"5432\"", "\"https\"", "no port or range of ports")]
    [InlineData("\"5432\"", "5432", "is no text")]
    [InlineData("\"priority\": 4096", "\"priority\": 4096.5", "no whole number")]
    [InlineData("\"priority\": 4096", "\"priority\": 99999999999999999999", "no whole number")]
    [InlineData("\"priority\": 4096", "\"priority\": \"4096\"", "no whole number")]
    [InlineData("\"access\": \"Deny\"", "\"access\": \"Deny\", \"access\": \"Allow\"", "no JSON")]
    [InlineData("\"access\": \"Deny\"", "\"access\": \"Deny\", \"Access\": \"Allow\"", "`Access` twice")]
    [InlineData("\"access\": \"Deny\"", "\"access\": null", "has no access")]
    [InlineData("\"securityRules\"", "\"rules\"", "has no `securityRules`")]
    [InlineData("\"properties\": {\n    \"flush", "\"props\": {\n    \"flush", "has no `properties`")]
    [InlineData("{", "[", "no JSON")]
    [InlineData("\"203.0.113.0/24\"", "\"::ffff:203.0.113.0/120\"", "IPv4-mapped")]
    [InlineData("\"203.0.113.0/24\"", "\"::ffff:cb00:7101\"", "IPv4-mapped")]
    [InlineData("\"securityRules\"", "\"additionalRules\": [{}], \"securityRules\"", "`properties` has a field `additionalRules` whose effect is not known")]
    [InlineData("\"properties\": {\n    \"flush", "\"resources\": [{}], \"properties\": {\n    \"flush", "the body has a field `resources` whose effect is not known")]
    [InlineData("\"name\": \"zt-deny-in\"", "\"name\": \"zt-deny-in\", \"access\": \"Allow\"", "rule `zt-deny-in` has a field `access` whose effect is not known")]
    public void It_is_unproved_and_says_why(string old, string replacement, string reason)
    {
        var proof = shop.Prove(shop.With(old, replacement));

        Assert.Equal(ProofVerdict.Unproved, proof.Verdict);
        Assert.Contains(reason, proof.Reason);
    }

    /// <summary>Azure ignores what a body says of them, so nothing may be believed to be denied because of it.</summary>
    [Theory]
    [InlineData("\"priority\":65000", "\"priority\":65001")]
    [InlineData("AzureLoadBalancer", "Storage")]
    [InlineData("\"access\":\"Allow\",\"priority\":65000", "\"access\":\"Deny\",\"priority\":65000")]
    public void Other_default_rules_than_Azure_has_are_not_believed(string old, string replacement)
    {
        var body = ArmBody.Of(shop.Text);
        Assert.Contains(old, body);

        var proof = shop.Prove(body.Replace(old, replacement));

        Assert.Equal(ProofVerdict.Unproved, proof.Verdict);
        Assert.Contains("default rules", proof.Reason);
    }

    [Fact]
    public void Application_security_groups_are_not_known() => Assert.Contains("application security groups", shop.Prove(EditRule(
        shop.Text, "zt-in-ping", rule => rule["sourceApplicationSecurityGroups"] = new JsonArray(new JsonObject { ["id"] = "/subscriptions/1" }))).Reason);

    [Fact]
    public void A_field_that_is_not_known_does_nothing_while_it_is_empty() =>
        Assert.Equal(ProofResult.Equal, shop.Prove(EditRule(shop.Text, "zt-in-ping", rule => rule["futureField"] = new JsonArray())));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"properties\":{\"securityRules\":[null]}}")]
    [InlineData("{\"properties\":{\"securityRules\":[{\"name\":\"a\",\"properties\":[]}]}}")]
    [InlineData("<html>502 Bad Gateway</html>")]
    public void No_group_at_all(string text) => Assert.NotNull(NsgBodyReader.Read(Encoding.UTF8.GetBytes(text)).Problem);

    [Fact]
    public void Deep_nesting() => Assert.NotNull(NsgBodyReader.Read(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"properties\":", 100_000)))).Problem);

    [Fact]
    public void Ten_megabytes_of_rules_are_told_apart_from_a_group_at_once()
    {
        var rule = JsonNode.Parse(shop.Text)!["properties"]!["securityRules"]![0]!.ToJsonString();
        var body = $"{{\"properties\":{{\"flushConnection\":true,\"securityRules\":[{string.Join(',', Enumerable.Repeat(rule, 10_000_000 / rule.Length))}]}}}}";

        var proof = shop.Prove(body);

        Assert.Equal(ProofVerdict.Different, proof.Verdict);
        Assert.Contains("rules, of which Azure allows 1000", proof.Reason);
    }

    [Fact]
    public void Any_bytes_in_any_place_end_in_an_answer() => Gen.Select(Gen.Int[0, shop.Text.Length - 1], Gen.Int[0, 20], Gen.Byte.Array[0, 4]).Sample((at, length, bytes) =>
    {
        var text = Encoding.UTF8.GetBytes(shop.Text);
        var reading = NsgBodyReader.Read((byte[])[.. text[..at], .. bytes, .. text[Math.Min(text.Length, at + length)..]]);
        return reading.Body is null != reading.Problem is null;
    }, iter: 2_000);
}
