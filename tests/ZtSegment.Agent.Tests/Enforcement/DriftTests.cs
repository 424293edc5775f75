using ZtSegment.Linux.Kernel;
using ZtSegment.Linux.Rendering;
using ZtSegment.Wire;

namespace ZtSegment.Agent.Tests.Enforcement;

public sealed class DriftTests : IDisposable
{
    private static readonly DatedRuleset Web = HostRuleset.For("443/tcp");
    private static readonly TableWriter Somebody = new(4711, "nft");

    private readonly EnforcedHost host = new();

    public DriftTests() => host.Apply(Web.Order(generation: 3));

    [Fact]
    public void A_changed_table_is_told_with_what_it_holds_and_who_wrote()
    {
        host.Nft("add element inet ztsegment zt_self4 { 10.1.0.99 }");

        var drift = host.Agent.Drift(Somebody)!.Drift;

        Assert.Equal((3ul, Web.Hash()), (drift.Enforced.Generation, drift.Enforced.Hash));
        Assert.NotEqual(Web.Digest(HostRuleset.Now), drift.Enforced.Digest);
        Assert.Contains("10.1.0.99", drift.Listing.ToStringUtf8());
        Assert.Equal(new Writer { Process = 4711, Name = "nft" }, drift.Writer);
    }

    [Fact]
    public void A_table_that_is_gone_is_told()
    {
        host.Nft("flush ruleset");

        Assert.Empty(host.Agent.Drift(null)!.Drift.Enforced.Digest);
    }

    [Fact]
    public void Drift_is_told_once_until_the_table_changes_again()
    {
        host.Nft("add element inet ztsegment zt_self4 { 10.1.0.99 }");
        host.Agent.Drift(Somebody);
        Assert.Null(host.Agent.Drift(Somebody));

        host.Nft("delete element inet ztsegment zt_self4 { 10.1.0.99 }");

        Assert.Equal(Web.Digest(HostRuleset.Now), host.Agent.Drift(Somebody)!.Drift.Enforced.Digest);
    }

    [Theory]
    [InlineData("add table inet other { chain input { type filter hook input priority 0; }; }")]
    [InlineData("add set inet ztsegment unused { type ipv4_addr; }")]
    [InlineData("add element inet ztsegment zt_grace { ipv4 timeout 30s }")]
    public void Changes_that_mean_nothing_are_not_told(string change)
    {
        host.Nft(change);

        Assert.Null(host.Agent.Drift(Somebody));
    }

    [Fact]
    public void A_table_whose_meaning_cannot_be_told_is_shown()
    {
        host.Nft("insert rule inet ztsegment input meta cpu 3 accept");

        var drift = host.Agent.Drift(Somebody)!.Drift;

        Assert.Empty(drift.Enforced.Digest);
        Assert.Contains("cpu", drift.Listing.ToStringUtf8());
    }

    [Fact]
    public void More_grace_than_was_given_is_drift()
    {
        host.Nft("delete element inet ztsegment zt_grace { ipv4 }; add element inet ztsegment zt_grace { ipv4 timeout 1h }");

        Assert.NotNull(host.Agent.Drift(Somebody));
    }

    [Fact]
    public void The_same_generation_again_repairs_it()
    {
        host.Nft("flush ruleset");
        host.Agent.Drift(Somebody);

        host.Apply(Web.Order(generation: 3));

        Assert.Equal(Web.Digest(HostRuleset.Now), host.Agent.State().Digest);
        Assert.Null(host.Agent.Drift(Somebody));
    }

    public void Dispose() => host.Dispose();
}
