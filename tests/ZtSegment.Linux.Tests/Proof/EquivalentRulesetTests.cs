using System.Text.RegularExpressions;
using ZtSegment.Flows.Proof;

namespace ZtSegment.Linux.Tests.Proof;

/// <summary>No other wording of the same meaning is accused.</summary>
public sealed class EquivalentRulesetTests
{
    private readonly SmallShop shop = new();

    [Theory]
    [InlineData("203.0.113.0/24 . tcp . 5000-5009", "203.0.113.0/25 . tcp . 5000-5009 : 1002, 203.0.113.128-203.0.113.255 . tcp . 5000-5009")]
    [InlineData("203.0.113.0/24 . tcp . 5000-5009", "203.0.113.0/24 . tcp . 5005-5009 : 1002, 203.0.113.0/24 . 6 . 5000-5004")]
    [InlineData("10.20.1.11 . tcp . 5432", "10.20.1.11 . tcp . postgresql")]
    [InlineData("10.20.1.11 . tcp . 5432 : 1004,", "10.20.1.11\n . tcp\n . 0x1538 :\n 0x3ec\n,\n")]
    [InlineData("timeout 1d ", "timeout 23h59m60s ")]
    [InlineData("comment \"web-to-db\"", "comment \"no matter\"")]
    [InlineData("log prefix \"zt:denied:ingress \" group 77 snaplen 64 queue-threshold 8", "log prefix \"other\"")]
    [InlineData("limit name \"zt_log\" log", "limit rate 5/minute burst 3 packets log")]
    [InlineData("counter name \"zt_denied_ingress\"", "counter packets 3 bytes 180")]
    [InlineData("iif \"lo\" accept", "iifname lo counter accept")]
    [InlineData("ct state { established, related } tcp flags", "ct state established,related tcp flags")]
    [InlineData("tcp flags & rst == rst", "tcp flags rst")]
    [InlineData("tcp flags & (fin | syn | rst | ack) != syn", "tcp flags != syn / fin,syn,rst,ack")]
    [InlineData("meta length <= 120", "meta length < 121")]
    [InlineData("ct state related meta l4proto { icmp, icmpv6 } accept", "ct state related meta l4proto icmp accept\nmeta l4proto 58 ct state related accept;")]
    [InlineData("ip saddr fe80", "ip saddr  fe80")]
    [InlineData("udp sport 67 udp dport 68 accept", "meta l4proto udp th sport 67 th dport 68 accept # DHCP")]
    [InlineData("policy drop;", "policy accept;", "\t\tgoto zt_rest_", "\t\tdrop\n\t\tgoto zt_rest_", "ct direction reply goto", "ct direction reply jump")]
    [InlineData("zt_in4_host_port", "a.set-by_any_other_name")]
    [InlineData("zt_always", "always")]
    [InlineData("		ct direction original ip daddr @zt_self4 jump zt_in4_request\n", "		ct direction != reply ip daddr @zt_self4 jump zt_in4_request ; counter ; accept_never\n", "jump zt_in4_request ; counter ; accept_never", "jump zt_in4_request")]
    [InlineData("priority filter - 5", "priority -5")]
    [InlineData("priority filter - 5", "priority filter + 10")]
    [InlineData("reject with tcp reset", "drop")]
    public void Other_words_of_the_same_meaning_are_equal(params string[] replacements)
    {
        var text = replacements[0] == "ip saddr fe80" ? shop.Text : shop.With(replacements[0], replacements[1]);
        foreach (var more in replacements.Skip(2).Chunk(2))
            text = text.Replace(more[0], more[1]);

        Assert.Equal(ProofResult.Equal, shop.Prove(text));
    }

    [Fact]
    public void Order_of_elements_sets_and_chains_makes_no_difference()
    {
        var reversedElements = Regex.Replace(shop.Text, @"(?<=elements = \{\n)(?:\t\t\t.*\n)+", lines => string.Concat(lines.Value.Split('\n', StringSplitOptions.RemoveEmptyEntries).Reverse().Select(l => l + "\n")));
        var blocks = Regex.Matches(reversedElements, @"^\t(?:set|map|chain) (?:.|\n)*?^\t\}\n", RegexOptions.Multiline).Select(m => m.Value).ToList();
        var reordered = $"table inet ztsegment\ndelete table inet ztsegment\ntable inet ztsegment {{\n{string.Concat(Enumerable.Reverse(blocks))}}}\n";

        Assert.Equal(ProofResult.Equal, shop.Prove(reordered));
    }

    [Fact]
    public void Elements_may_be_added_by_a_command_of_their_own()
    {
        var text = shop.With("			10.20.1.12 . tcp . 5432 : 1004,\n", "") + "add element inet ztsegment zt_in4_host_port { 10.20.1.12 . tcp . 5432 : 1004 }\n";

        Assert.Equal(ProofResult.Equal, shop.Prove(text));
    }

    [Fact]
    public void A_second_base_chain_that_drops_nothing_else_is_equal()
    {
        var text = shop.Text + "table inet ztsegment { chain more { type filter hook input priority 10; policy accept; counter } }\n";

        Assert.Equal(ProofResult.Equal, shop.Prove(text));
    }

    [Fact]
    public void A_second_base_chain_that_drops_more_is_found()
    {
        var text = shop.Text + "table inet ztsegment { chain more { type filter hook input priority 10; tcp dport 5432 drop; } }\n";

        Assert.Contains(shop.Prove(text).Counterexamples, c => c is { RenderedAllows: false, DeclaredAllows: true, Port: 5432, Rule: "tcp dport 5432 drop" });
    }
}
