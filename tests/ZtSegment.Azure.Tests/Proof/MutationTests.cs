using System.Text.Json.Nodes;
using ZtSegment.Flows.Proof;
using static ZtSegment.Azure.Tests.JsonRules;

namespace ZtSegment.Azure.Tests.Proof;

/// <summary>Every change of meaning is found, with a packet that shows it.</summary>
public sealed class MutationTests
{
    private readonly AzureShop shop = new();

    [Fact]
    public void Body_as_rendered_is_equal() => Assert.Equal(ProofResult.Equal, shop.Prove(shop.Text));

    [Theory]
    [InlineData("zt-in-web-to-db", "Ingress 10.20.1.11 > 10.20.2.7 6/5432")]
    [InlineData("zt-in-ping", "Ingress 203.0.113.0 > 10.20.2.7 1/")]
    [InlineData("zt-in-tunnel", "Ingress 198.51.100.0 > 10.20.2.7 50/")]
    [InlineData("zt-in-cluster", "Ingress 10.20.2.8 > 10.20.2.7 6/5000")]
    [InlineData("zt-out-cluster", "Egress 10.20.2.7 > 10.20.2.8 6/5000")]
    [InlineData("zt-out-backups", "Egress 10.20.2.8 > 10.20.1.11 6/443")]
    [InlineData("zt-out-logs", "Egress 10.20.2.7 > 10.20.3.5 6/443")]
    [InlineData("zt-in-management-access", "Ingress fd09:: > fd20:2::7 6/22")]
    [InlineData("zt-out-management-controller", "Egress 10.20.2.7 > 10.9.0.10 6/8443")]
    public void A_rule_that_is_gone_is_found(string name, string packet)
    {
        var proof = shop.Prove(Edit(shop.Text, rules => rules.RemoveAll(r => $"{r!["name"]}".StartsWith(name, StringComparison.Ordinal))));

        Assert.Equal(ProofVerdict.Different, proof.Verdict);
        Assert.Contains(packet, proof.Counterexamples.Where(c => !c.RenderedAllows && c.DeclaredAllows).Select(Text));
    }

    [Theory]
    [InlineData("\"10.20.1.11\", \"10.20.1.12\"", "\"10.20.1.11\", \"10.20.1.13\"", "Ingress 10.20.1.13 > 10.20.2.7 6/5432")]
    [InlineData("203.0.113.0/24", "203.0.112.0/23", "Ingress 203.0.112.0 > 10.20.2.7 1/")]
    [InlineData("\"5000-5009\"", "\"5000-5010\"", "Ingress 10.20.2.8 > 10.20.2.7 6/5010")]
    [InlineData("\"Icmp\"", "\"*\"", "Ingress 203.0.113.0 > 10.20.2.7 6/443")]
    [InlineData("\"Esp\"", "\"Ah\"", "Ingress 198.51.100.0 > 10.20.2.7 51/")]
    [InlineData("Storage.WestEurope", "Storage", "Egress 10.20.2.8 > 10.20.1.11 6/443")]
    [InlineData("Storage.WestEurope", "*", "Egress 10.20.2.8 > 10.20.1.11 6/443")]
    [InlineData("\"Deny\"", "\"Allow\"", "Ingress 10.20.1.11 > 10.20.2.7 6/443")]
    [InlineData("\"fd20:2::7\"", "\"fd20:2::/64\"", "Ingress fd20:1::11 > fd20:2:: 6/5432")]
    public void What_is_in_excess_is_found(string old, string replacement, string packet)
    {
        var proof = shop.Prove(shop.With(old, replacement));

        Assert.Equal(ProofVerdict.Different, proof.Verdict);
        Assert.Contains(packet, proof.Counterexamples.Where(c => c.RenderedAllows && !c.DeclaredAllows).Select(Text));
    }

    [Fact]
    public void Without_the_denial_the_default_rules_of_Azure_count()
    {
        var proof = shop.Prove(Edit(shop.Text, rules => rules.RemoveAll(r => $"{r!["name"]}".StartsWith("zt-deny", StringComparison.Ordinal))));

        Assert.Contains(proof.Counterexamples, c => c is { RenderedAllows: true, Rule: "AllowInternetOutBound (priority 65001)" });
        Assert.Contains(proof.Counterexamples, c => c is { RenderedAllows: true, Rule: "AllowAzureLoadBalancerInBound (priority 65001)" });
    }

    [Fact]
    public void Packet_names_the_deciding_rule_with_its_priority_and_the_policy()
    {
        var missing = shop.Prove(shop.With("203.0.113.0/24", "203.0.113.0/25")).Counterexamples;

        Assert.Contains(missing, c => c is { RenderedAllows: false, Policy: "ping", Role: "request", Rule: "zt-deny-in (priority 4096)" });
    }

    [Fact]
    public void Every_rule_that_is_left_out_is_found()
    {
        var count = JsonNode.Parse(shop.Text)!["properties"]!["securityRules"]!.AsArray().Count;

        Assert.All(Enumerable.Range(0, count), i => Assert.Equal(ProofVerdict.Different, shop.Prove(Edit(shop.Text, rules => rules.RemoveAt(i))).Verdict));
    }

    private static string Text(Counterexample c) => $"{c.Direction} {c.Source} > {c.Destination} {c.Protocol}/{c.Port}";
}
