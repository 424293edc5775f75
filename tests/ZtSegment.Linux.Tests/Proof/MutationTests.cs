using ZtSegment.Flows;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Linux.Tests.Proof;

/// <summary>Every change of meaning is found, with a packet that shows it.</summary>
public sealed class MutationTests
{
    private readonly SmallShop shop = new();

    [Fact]
    public void Ruleset_as_rendered_is_equal() => Assert.Equal(ProofResult.Equal, shop.Prove(shop.Text));

    [Theory]
    [InlineData("			10.20.1.12 . tcp . 5432 : 1004,\n", "", "Ingress 10.20.1.12 > 10.20.2.7 6/5432")]
    [InlineData("			fd20:1::12 . icmpv6 : 1004,\n", "", "Ingress fd20:1::12 > fd20:2::7 58/")]
    [InlineData("203.0.113.0/24 . tcp . 5000-5009", "203.0.113.0/24 . tcp . 5000-5008", "Ingress 203.0.113.1 > 10.20.2.7 6/5009")]
    [InlineData("203.0.113.0/24 . tcp . 5000-5009", "203.0.113.0/25 . tcp . 5000-5009", "Ingress 203.0.113.129 > 10.20.2.7 6/5000")]
    [InlineData("10.20.3.5 . udp . 514", "10.20.3.5 . tcp . 514", "Egress 10.20.2.7 > 10.20.3.5 17/514")]
    [InlineData("10.9.0.10 . tcp . 8443", "10.9.0.10 . tcp . 443", "Egress 10.20.2.7 > 10.9.0.10 6/8443")]
    [InlineData("10.9.0.0/24 . tcp . 22", "10.9.0.0/25 . tcp . 22", "Ingress 10.9.0.129 > 10.20.2.7 6/22")]
    [InlineData("			10.20.2.7,\n", "			10.20.2.8,\n", "Ingress 10.20.1.11 > 10.20.2.7 6/5432")]
    [InlineData("timeout 1d ", "timeout 23h ", "Ingress 203.0.113.1 > 10.20.2.7 6/5000")]
    [InlineData("ct direction reply ip saddr @zt_self4 jump zt_in4_reply", "", "Ingress 10.20.1.11 > 10.20.2.7 6/5432")]
    [InlineData("ct direction reply ip daddr @zt_self4 jump zt_out4_reply", "", "Egress 10.20.2.7 > 10.20.1.11 17/123")]
    [InlineData("ip6 hoplimit 1 accept", "ip6 hoplimit 2 accept", "Ingress 2001:db8::1 > fd20:2::7 58/")]
    [InlineData("meta nfproto ipv4 udp sport 67 udp dport 68 accept", "", "Ingress 10.20.1.11 > 10.20.2.7 17/68")]
    [InlineData("198.51.100.0/24 . esp : 1003,\n", "198.51.100.0/25 . esp : 1003,\n", "Ingress 198.51.100.129 > 10.20.2.7 50/")]
    public void What_is_missing_is_found(string old, string replacement, string packet)
    {
        var proof = shop.Prove(shop.With(old, replacement));

        Assert.Equal(ProofVerdict.Different, proof.Verdict);
        Assert.Contains(packet, proof.Counterexamples.Where(c => !c.RenderedAllows && c.DeclaredAllows).Select(Text));
    }

    [Theory]
    [InlineData("10.20.1.12 . tcp . 5432", "10.20.3.5 . tcp . 5432", "Ingress 10.20.3.5 > 10.20.2.7 6/5432")]
    [InlineData("203.0.113.0/24 . tcp . 5000-5009", "203.0.112.0/23 . tcp . 5000-5009", "Ingress 203.0.112.1 > 10.20.2.7 6/5000")]
    [InlineData("203.0.113.0/24 . tcp . 5000-5009", "203.0.113.0/24 . tcp . 5000-5010", "Ingress 203.0.113.1 > 10.20.2.7 6/5010")]
    [InlineData("10.20.3.5 . udp . 514", "10.20.3.5 . udp . 513", "Egress 10.20.2.7 > 10.20.3.5 17/513")]
    [InlineData("10.9.0.0/24 . tcp . 22,", "10.9.0.0/24 . tcp . 22-23,", "Ingress 10.9.0.1 > 10.20.2.7 6/23")]
    [InlineData("timeout 1d ", "timeout 1d1s ", "Ingress 203.0.113.1 > 10.20.2.7 6/5000")]
    [InlineData("timeout 1d ", "", "Ingress 203.0.113.1 > 10.20.2.7 6/5000")]
    [InlineData("ct direction original ip daddr @zt_self4 jump", "ct direction original jump", "Ingress 10.20.1.11 > 192.0.2.2 6/5432")]
    [InlineData("ct direction reply ip saddr @zt_self4 jump zt_in4_reply", "ct direction reply jump zt_in4_reply", "Ingress 10.20.1.11 > 192.0.2.2 6/5432")]
    [InlineData("jump zt_always", "jump zt_always\nct state established accept", "Ingress 10.20.1.11 > 10.20.2.7 6/443")]
    [InlineData("jump zt_always", "jump zt_always\nct state established,related accept", "Egress 10.20.2.7 > 10.20.1.11 6/443")]
    [InlineData("policy drop;", "policy accept;", "Ingress 10.20.1.11 > 10.20.2.7 6/443")]
    [InlineData(" ct mark @zt_live accept", " accept", "Ingress 203.0.113.1 > 10.20.2.7 6/5000")]
    [InlineData("meta length <= 120 accept", "accept", "Ingress 10.20.1.11 > 10.20.2.7 6/443")]
    [InlineData("tcp flags & rst == rst ", "", "Ingress 10.20.1.11 > 10.20.2.7 6/443")]
    [InlineData("ip6 hoplimit 255 accept", "accept", "Egress fd20:2::7 > fd20:1::11 58/")]
    [InlineData("ct state related meta l4proto { icmp, icmpv6 } accept", "meta l4proto { icmp, icmpv6 } accept", "Ingress 10.20.3.5 > 10.20.2.7 1/")]
    [InlineData("udp sport 547 udp dport 546 accept", "udp dport 546 accept", "Ingress fe80::1 > fd20:2::7 17/546")]
    [InlineData("ip6 saddr fe80::/10 udp", "udp", "Ingress fd20:1::11 > fd20:2::7 17/546")]
    [InlineData("ip daddr { 224.0.0.0/4, 255.255.255.255 } return", "", "Egress 10.20.2.7 > 224.0.0.1 17/123")]
    [InlineData("ip daddr { 224.0.0.0/4, 255.255.255.255 } return", "ip daddr 224.0.0.0/4 return", "Egress 10.20.2.7 > 255.255.255.255 17/123")]
    [InlineData("reject with tcp reset\n		ct direction original ip daddr", "\n		ct direction original ip daddr", "Ingress 10.20.1.11 > 10.20.2.7 6/5432")]
    public void What_is_in_excess_is_found(string old, string replacement, string packet)
    {
        var proof = shop.Prove(shop.With(old, replacement));

        Assert.Equal(ProofVerdict.Different, proof.Verdict);
        Assert.Contains(packet, proof.Counterexamples.Where(c => c.RenderedAllows && !c.DeclaredAllows).Select(Text));
    }

    /// <summary>Three defects that another generator once published.</summary>
    [Theory]
    [InlineData("ip6 daddr @zt_self6 jump zt_in6_request", "meta nfproto ipv6 jump zt_in6_request", "Ingress fd20:1::11 > 2001:db8::2 6/5432")]
    [InlineData("10.20.1.12 . tcp . 5432", "10.20.1.12 . udp . 5432", "Ingress 10.20.1.12 > 10.20.2.7 17/5432")]
    [InlineData("ct direction reply ip daddr @zt_self4 jump zt_out4_reply", "ip daddr @zt_self4 jump zt_out4_reply", "Ingress 10.20.1.11 > 10.20.2.7 17/443")]
    public void Defects_of_the_field_are_found(string old, string replacement, string packet) => What_is_in_excess_is_found(old, replacement, packet);

    [Fact]
    public void Packet_names_the_deciding_rule_and_the_policy()
    {
        var excess = shop.Prove(shop.With("10.20.1.12 . tcp . 5432", "10.20.3.5 . tcp . 5432")).Counterexamples;

        Assert.Contains(excess, c => c is { RenderedAllows: true, Policy: null, Role: "request" }
            && c.Rule!.Contains("map @zt_in4_host_port") && c.Rule.Contains("10.20.3.5 . tcp . 5432 : 1004"));
        Assert.Contains(excess, c => c is { DeclaredAllows: true, Policy: "web-to-db", Source: var source } && source == Address.Parse("10.20.1.12"));
    }

    private static string Text(Counterexample c) => $"{c.Direction} {c.Source} > {c.Destination} {c.Protocol}/{c.Port}";
}
