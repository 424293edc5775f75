using Google.Protobuf;
using ZtSegment.Linux.Rendering;
using ZtSegment.Wire;

namespace ZtSegment.Agent.Tests.Enforcement;

public sealed class OrderTests : IDisposable
{
    private static readonly DatedRuleset Web = HostRuleset.For("443/tcp");
    private static readonly DatedRuleset Database = HostRuleset.For("5432/tcp");

    private readonly EnforcedHost host = new();

    [Fact]
    public void What_is_applied_is_read_back_and_means_what_was_ordered()
    {
        var applied = host.Apply(Web.Order(generation: 1));

        Assert.Equal(new Enforced { Generation = 1, Hash = Web.Hash(), Digest = Web.Digest(HostRuleset.Now) }, applied.Enforced);
        Assert.Empty(applied.Listing);
        Assert.Equal("", applied.NotKept);
        Assert.Contains("10.1.0.1 . tcp . 443", host.Listing("table inet ztsegment"));
    }

    [Fact]
    public void A_later_ruleset_takes_the_place_of_the_one_before()
    {
        host.Apply(Web.Order(generation: 1));

        host.Apply(Database.Order(generation: 2));

        Assert.Contains("10.1.0.1 . tcp . 5432", host.Listing("table inet ztsegment"));
        Assert.DoesNotContain("10.1.0.1 . tcp . 443", host.Listing("table inet ztsegment"));
    }

    [Fact]
    public void A_table_of_another_meaning_than_the_ordered_one_is_shown()
    {
        var applied = host.Apply(new Enforce(Web.Order(generation: 1)) { Digest = Database.Digest(HostRuleset.Now) });

        Assert.Equal(Web.Digest(HostRuleset.Now), applied.Enforced.Digest);
        Assert.StartsWith("""{"nftables":""", applied.Listing.ToStringUtf8());
    }

    [Fact]
    public void What_the_kernel_refuses_leaves_the_host_as_it_was()
    {
        host.Apply(Web.Order(generation: 1));
        var broken = new DatedRuleset(Database.Text.Replace("jump zt_always", "jump zt_nowhere"));

        var refused = host.Refuse(broken.Order(generation: 2));

        Assert.Equal(RefusedBecause.Kernel, refused.Because);
        Assert.StartsWith("nftables refused: Error: ", refused.Words);
        Assert.Equal(new Enforced { Generation = 1, Hash = Web.Hash(), Digest = Web.Digest(HostRuleset.Now) }, host.Agent.State());
    }

    [Fact]
    public void A_generation_that_is_lower_than_what_the_host_had_is_refused()
    {
        host.Apply(Web.Order(generation: 7));

        var refused = host.Refuse(Database.Order(generation: 6));

        Assert.Equal((RefusedBecause.Generation, "this host has had generation 7 already"), (refused.Because, refused.Words));
    }

    [Fact]
    public void The_same_generation_is_applied_again_and_never_with_another_text()
    {
        host.Apply(Web.Order(generation: 7));

        host.Apply(Web.Order(generation: 7));

        Assert.Equal(RefusedBecause.Generation, host.Refuse(Database.Order(generation: 7)).Because);
    }

    [Fact]
    public void A_ruleset_that_is_not_that_of_its_hash_is_refused() =>
        Assert.Equal(RefusedBecause.Hash, host.Refuse(new Enforce(Web.Order(generation: 1)) { Hash = Database.Hash() }).Because);

    [Fact]
    public void A_trial_is_refused_until_this_agent_knows_trials() =>
        Assert.Equal(RefusedBecause.UnknownOrder, host.Refuse(new Enforce(Web.Order(generation: 1)) { Trial = new Trial() }).Because);

    [Theory]
    [InlineData("table inet other { chain input { type filter hook input priority 0; policy drop; }\n}\n")]
    [InlineData("flush ruleset\n")]
    [InlineData("delete table inet other\n")]
    [InlineData("include \"/etc/nftables.conf\"\n")]
    [InlineData("add rule inet other input accept\n")]
    public void A_ruleset_that_is_about_more_than_our_table_is_refused(string more)
    {
        host.Nft("add table inet other");

        var refused = host.Refuse(new DatedRuleset(Web.Text + more).Order(generation: 1));

        Assert.Equal(RefusedBecause.Unreadable, refused.Because);
        Assert.Equal("table inet other {\n}\n", host.Listing("ruleset"));
    }

    [Theory]
    [InlineData("table inet ztsegment\ndelete table inet ztsegment\ntable inet ztsegment {\n}\n")]
    [InlineData("")]
    public void A_ruleset_that_would_open_the_host_is_refused(string text)
    {
        host.Apply(Web.Order(generation: 1));

        Assert.Equal(RefusedBecause.Unreadable, host.Refuse(new DatedRuleset(text).Order(generation: 2)).Because);
    }

    [Fact]
    public void Withdrawal_takes_our_table_away_and_no_other()
    {
        host.Nft("add table inet other; add table ip ztsegment");
        host.Apply(Web.Order(generation: 1));

        var applied = host.Agent.Withdraw(2, new Withdraw { Generation = 2 }).Applied;

        Assert.Equal(new Enforced { Generation = 2 }, applied.Enforced);
        Assert.Equal("table inet other {\n}\ntable ip ztsegment {\n}\n", host.Listing("ruleset"));
        Assert.Equal(RefusedBecause.Generation, host.Refuse(Web.Order(generation: 1)).Because);
    }

    [Fact]
    public void The_first_load_alone_has_a_grace_and_it_is_no_part_of_the_meaning()
    {
        var first = host.Apply(Web.Order(generation: 1));
        host.Clock.Advance(TimeSpan.FromSeconds(20));
        var second = host.Apply(Database.Order(generation: 2));
        host.Clock.Advance(TimeSpan.FromSeconds(60));
        var third = host.Apply(Web.Order(generation: 3));

        Assert.Equal([60, 40, 0], new[] { first, second, third }.Select(a => a.Grace.ToTimeSpan().TotalSeconds));
        Assert.All([first, second, third], applied => Assert.Empty(applied.Listing));
    }

    public void Dispose() => host.Dispose();
}
