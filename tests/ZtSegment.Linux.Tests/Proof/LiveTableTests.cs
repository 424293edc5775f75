using ZtSegment.Flows.Proof;
using ZtSegment.Linux.Proof;
using ZtSegment.Linux.Reading;
using ZtSegment.Linux.Tests.Reading;

namespace ZtSegment.Linux.Tests.Proof;

/// <summary>What is changed in the kernel behind our back is found there.</summary>
public sealed class LiveTableTests
{
    private static readonly ProofMoment Moment = new(SmallShop.Now, TimeSpan.FromSeconds(60));

    private readonly SmallShop shop = new();

    [Fact]
    public void Table_that_the_kernel_lists_means_what_the_file_does()
    {
        var table = KernelTable.Load(shop.Text);

        Assert.Equal(ProofResult.Equal, shop.Prove(table, Moment));
        Assert.Equal(RulesetDigest.Of(NftTextReader.Read(shop.Text).Ruleset!), RulesetDigest.Of(table));
    }

    [Theory]
    [InlineData("delete element inet ztsegment zt_in4_host_port { 10.20.1.12 . tcp . 5432 }", false)]
    [InlineData("add element inet ztsegment zt_in4_host_port { 10.20.3.5 . tcp . 5432 : 1004 }", true)]
    [InlineData("add element inet ztsegment zt_in4_net_port { 10.20.3.0/24 . tcp . 5000-5432 : 1002 }", true)]
    [InlineData("insert rule inet ztsegment input ct state established accept", true)]
    [InlineData("insert rule inet ztsegment output tcp dport { 443, 8000-8010 } accept", true)]
    [InlineData("insert rule inet ztsegment input ip saddr != 10.0.0.0/8 tcp flags & (syn | ack) == syn drop", false)]
    [InlineData("flush chain inet ztsegment zt_out4_reply", false)]
    [InlineData("delete element inet ztsegment zt_live { 1001 }", false)]
    [InlineData("add element inet ztsegment zt_self4 { 10.20.2.99 }", true)]
    [InlineData("add chain inet ztsegment input { policy accept; }", true)]
    public void Change_of_the_live_table_is_found(string change, bool isExcess)
    {
        var table = KernelTable.Load(shop.Text, change);

        Assert.Contains(shop.Prove(table, Moment).Counterexamples, c => c.RenderedAllows == isExcess && c.DeclaredAllows != isExcess);
        Assert.NotEqual(RulesetDigest.Of(NftTextReader.Read(shop.Text).Ruleset!), RulesetDigest.Of(table));
    }

    [Fact]
    public void Flows_that_ran_before_the_first_load_have_their_grace()
    {
        var table = KernelTable.Load(shop.Text, "add element inet ztsegment zt_grace { ipv4 timeout 10m, ipv6 timeout 10m }");

        Assert.Equal(ProofVerdict.Different, shop.Prove(table, Moment).Verdict);
        Assert.Equal(ProofResult.Equal, shop.Prove(table, Moment with { Grace = TimeSpan.FromMinutes(10) }));
    }

    [Fact]
    public void Grace_without_an_end_is_found()
    {
        var table = KernelTable.Load(shop.Text, "add element inet ztsegment zt_grace { ipv4 }");

        Assert.Contains(
            shop.Prove(table, Moment with { Grace = TimeSpan.FromMinutes(10) }).Counterexamples,
            c => c is { RenderedAllows: true, DeclaredAllows: false } && c.Role.StartsWith("without SYN"));
    }

    [Theory]
    [InlineData("insert rule inet ztsegment input meta cpu 3 accept")]
    [InlineData("insert rule inet ztsegment input tcp dport vmap { 22 : accept }")]
    [InlineData("insert rule inet ztsegment input ct mark 1001 accept")]
    [InlineData("add chain inet ztsegment more { type filter hook forward priority 0; }")]
    public void What_is_not_modelled_is_unproved(string change)
    {
        var listing = KernelTable.ReadAfter(shop.Text, change);

        Assert.True(listing.Ruleset is null || shop.Prove(listing.Ruleset, Moment).Verdict == ProofVerdict.Unproved);
    }
}
