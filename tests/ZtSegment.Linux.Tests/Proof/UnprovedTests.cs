using ZtSegment.Flows.Proof;

namespace ZtSegment.Linux.Tests.Proof;

/// <summary>What is not modelled is never called equal.</summary>
public sealed class UnprovedTests
{
    private readonly SmallShop shop = new();

    [Theory]
    [InlineData("jump zt_always", "jump zt_always\n\t\tip protocol tcp accept", "`ip protocol` is not modelled")]
    [InlineData("jump zt_always", "meta l4proto vmap { tcp : accept }", "a map of verdicts is not modelled")]
    [InlineData("jump zt_always", "jump zt_always\nct mark @zt_live accept", "`ct mark @zt_live accept` decides by a mark that was left earlier")]
    [InlineData("jump zt_always", "jump zt_always\nct mark 1004 accept", "decides by a mark that was left earlier")]
    [InlineData("jump zt_always", "jump zt_always\nct mark set 1004\nct mark 1004 accept", "decides by a mark that was left earlier")]
    [InlineData("jump zt_always", "jump zt_always\nlimit rate 1/second accept", "or by a rate")]
    [InlineData("jump zt_always", "jump zt_always\nmeta mark set 7", "`meta mark` is not modelled")]
    [InlineData("jump zt_always", "jump zt_always\niifname \"eth0\" accept", "stands where a value of type Interface should be")]
    [InlineData("jump zt_always", "jump zt_always\nqueue num 1", "`queue num` is not modelled")]
    [InlineData("jump zt_always", "jump zt_always\nnotrack", "is not modelled")]
    [InlineData("jump zt_always", "jump nowhere", "chain `nowhere` is not declared")]
    [InlineData("chain zt_always {", "chain zt_always {\njump zt_always", "chains jump in a circle")]
    [InlineData("jump zt_always", "jump zt_always accept", "a statement after a verdict")]
    [InlineData("@zt_self4", "@zt_nobody", "set `zt_nobody` is not declared")]
    [InlineData("@zt_self4", "@zt_live", "holds nothing that could be matched with it")]
    [InlineData("map @zt_in4_host_port", "map @zt_in4_host", "is no map of what is looked up in it")]
    [InlineData("203.0.113.0/24 . tcp . 5000-5009", "203.0.113.0/24 . tcp . 5000-5009 : 1004, 203.0.113.7 . tcp . 5009", "elements of `zt_in4_net_port` overlap")]
    [InlineData("10.20.1.11 . tcp . 5432 : 1004,", "10.20.1.11 . tcp . 5432 : 1004, 10.20.1.11 . tcp . 5432 : 1002,", "elements of `zt_in4_host_port` overlap")]
    [InlineData("flags interval", "flags interval, dynamic", "flag `dynamic` of a set is not modelled")]
    [InlineData("hook input priority filter - 5", "hook input priority raw", "runs before connection tracking")]
    [InlineData("hook input", "hook forward", "a chain on hook forward is not modelled")]
    [InlineData("type filter hook input", "type nat hook input", "a chain of type nat is not modelled")]
    [InlineData("delete table inet ztsegment\n", "", "the text does not delete the table first")]
    [InlineData("delete table inet ztsegment\n", "flush ruleset\n", "command `flush ruleset` is not modelled")]
    [InlineData("delete table inet ztsegment\n", "delete table inet ztsegment\ntable ip other { }\n", "table `ip other` is not ours")]
    [InlineData("timeout 1d ", "timeout 0s ", "a timeout of 0 is none in some kernels")]
    [InlineData("iif \"lo\" accept", "iif != 0 accept", "stands where a value of type Interface should be")]
    [InlineData("iif \"lo\" accept", "iif > 0 accept", "stands where a value of type Interface should be")]
    [InlineData("iif \"lo\" accept", "iif \"lo\" accept\niifname \"1\" accept", "stands where a value of type Interface should be")]
    [InlineData("timeout 1d ", "timeout 1d expires 0s ", "`expires` stands where")]
    [InlineData("counter zt_denied_ingress { }", "set zt_x { type ipv4_addr; flags timeout; timeout 0s; }", "the timeout of set `zt_x` is 0")]
    [InlineData("203.0.113.0/24 . tcp . 5000", "203.0.113.0/024 . tcp . 5000", "a prefix length")]
    [InlineData(" . tcp . 5432 : 1004", " . tcp . 05432 : 1004", "a value of type Port")]
    [InlineData("tcp flags & rst == rst", "tcp flags & rst | rst == rst", "without parentheses")]
    [InlineData("type ipv4_addr\n", "type ipv4_addr\n\t\tsize 1\n", "`size` of a set is not modelled")]
    [InlineData("delete table inet ztsegment\n", "delete table inet ztsegment\r\n", "stands where")]
    [InlineData("jump zt_always", "jump zt_always\nip saddr 192.0.2.1 ip saddr 192.0.2.2 jump nowhere", "chain `nowhere` is not declared")]
    [InlineData("			10.20.2.7,\n", "			10.20.2.7, 10.20.2.7 timeout 5s,\n", "overlap and end at different times")]
    public void What_is_not_modelled_is_unproved(string old, string replacement, string reason)
    {
        var proof = shop.Prove(shop.With(old, replacement));

        Assert.Equal(ProofVerdict.Unproved, proof.Verdict);
        Assert.Contains(reason, proof.Reason);
    }
}
