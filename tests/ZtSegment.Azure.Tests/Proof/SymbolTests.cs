using ZtSegment.Flows.Proof;
using static ZtSegment.Azure.Tests.JsonRules;

namespace ZtSegment.Azure.Tests.Proof;

/// <summary>What a service tag holds, and what Azure does not say, is a question with either answer: nothing is equal that hangs on it.</summary>
public sealed class SymbolTests
{
    private readonly AzureShop shop = new();

    [Fact]
    public void A_rule_for_a_tag_is_no_rule_for_the_prefixes_that_it_may_hold()
    {
        var proof = shop.Prove(shop.With("Storage.WestEurope", "198.51.100.128/25"));

        Assert.Contains(proof.Counterexamples, c => c is { RenderedAllows: false, Policy: "backups" } && c.Role.EndsWith("is in service tag storage.westeurope", StringComparison.Ordinal));
        Assert.Contains(proof.Counterexamples, c => c is { RenderedAllows: true, Policy: null, Role: "request, where 198.51.100.128 is not in service tag storage.westeurope" });
    }

    [Fact]
    public void A_denial_of_a_tag_may_take_any_address_away()
    {
        var proof = shop.Prove(Edit(shop.Text, rules =>
        {
            var deny = Rule(rules, "zt-deny-in").DeepClone().AsObject();
            deny["name"] = "deny-vnet";
            deny["properties"]!["sourceAddressPrefix"] = "VirtualNetwork";
            deny["properties"]!["priority"] = 100;
            rules.Add(deny);
        }));

        Assert.Contains(proof.Counterexamples, c => c is { RenderedAllows: false, DeclaredAllows: true, Rule: "deny-vnet (priority 100)" });
    }

    [Fact]
    public void A_tag_beside_every_address_adds_nothing() => Assert.Equal(ProofResult.Equal, shop.Prove(Edit(shop.Text, rules =>
    {
        var more = rules.Single(r => $"{r!["name"]}".StartsWith("zt-out-z-time", StringComparison.Ordinal))!.DeepClone().AsObject();
        more["name"] = "time-of-azure";
        more["properties"]!["destinationAddressPrefix"] = "AzureCloud";
        more["properties"]!["priority"] = 3998;
        rules.Add(more);
    })));

    [Fact]
    public void Ports_with_every_protocol_are_tcp_and_udp_and_perhaps_more()
    {
        var proof = shop.Prove(EditRule(shop.Text, "zt-out-z-time", rule => rule["protocol"] = "*"));

        Assert.Contains(proof.Counterexamples, c => c is { RenderedAllows: true, Protocol: 6, Port: 123, Role: "request" });
    }

    [Fact]
    public void Icmp_of_a_group_is_not_known_to_cover_IPv6()
    {
        var proof = shop.Prove(Edit(shop.Text, rules =>
        {
            var ping = Rule(rules, "zt-in-ping").DeepClone().AsObject();
            ping["name"] = "ping-v6";
            ping["properties"]!["sourceAddressPrefix"] = "fd20:1::/64";
            ping["properties"]!["destinationAddressPrefix"] = "fd20:2::7";
            ping["properties"]!["priority"] = 3998;
            rules.Add(ping);
        }));

        Assert.Contains(proof.Counterexamples, c => c is { RenderedAllows: true, Protocol: 58, Role: "request, where Icmp covers ICMPv6" });
    }

    [Fact]
    public void Source_ports_count()
    {
        var proof = shop.Prove(EditRule(shop.Text, "zt-in-ping", rule => rule["protocol"] = "Tcp")[..].Replace("\"sourcePortRange\":\"*\"", "\"sourcePortRange\":\"1024-65535\""));

        Assert.Contains(proof.Counterexamples, c => c is { RenderedAllows: false, Policy: "web-to-db" });
    }

    [Fact]
    public void More_tags_than_a_proof_can_hold_are_unproved()
    {
        var proof = shop.Prove(Edit(shop.Text, rules =>
        {
            for (var i = 0; i < 201; i++)
            {
                var rule = Rule(rules, "zt-deny-in").DeepClone().AsObject();
                rule["name"] = $"deny-{i}";
                rule["properties"]!["sourceAddressPrefix"] = $"Tag{i}";
                rule["properties"]!["priority"] = 100 + i;
                rules.Add(rule);
            }
        }));

        Assert.Equal((ProofVerdict.Unproved, "more than 200 service tags"), (proof.Verdict, proof.Reason));
    }
}
