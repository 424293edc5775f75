using ZtSegment.Linux.Rendering;
using ZtSegment.Wire;

namespace ZtSegment.Agent.Tests.Enforcement;

/// <summary>What a host has is what it was last told, whatever ends in between.</summary>
public sealed class KnownGoodTests : IDisposable
{
    private static readonly DatedRuleset Web = HostRuleset.For("443/tcp");

    private readonly EnforcedHost host = new();

    [Fact]
    public void Nothing_is_told_before_the_first_order() => Assert.Equal(new Enforced(), host.Agent.State());

    [Fact]
    public void An_agent_that_is_started_again_tells_what_its_host_has()
    {
        host.Apply(Web.Order(generation: 5));

        host.Restart();

        Assert.Equal(new Enforced { Generation = 5, Hash = Web.Hash(), Digest = Web.Digest(HostRuleset.Now) }, host.Agent.State());
    }

    [Fact]
    public void A_host_that_is_started_again_has_its_ruleset_before_any_controller()
    {
        host.Apply(Web.Order(generation: 5));

        host.Reboot();

        Assert.Equal(new Enforced { Generation = 5, Hash = Web.Hash(), Digest = Web.Digest(HostRuleset.Now) }, host.Agent.State());
    }

    [Fact]
    public void A_start_revives_nothing_that_has_ended()
    {
        var ruleset = HostRuleset.For("443/tcp", expires: HostRuleset.Now.AddHours(1));
        host.Apply(ruleset.Order(generation: 5));
        host.Clock.Advance(TimeSpan.FromMinutes(59));
        host.Reboot();
        Assert.Contains("timeout 1m", host.Listing("set inet ztsegment zt_live"));

        host.Clock.Advance(TimeSpan.FromMinutes(1));
        host.Reboot();

        Assert.DoesNotContain("elements", host.Listing("set inet ztsegment zt_live"));
    }

    [Fact]
    public void What_was_changed_while_no_agent_ran_is_left_and_told()
    {
        host.Apply(Web.Order(generation: 5));

        host.Nft("add element inet ztsegment zt_self4 { 10.1.0.99 }");
        host.Restart();

        Assert.Equal((5ul, Web.Hash()), (host.Agent.State().Generation, host.Agent.State().Hash));
        Assert.NotEqual(Web.Digest(HostRuleset.Now), host.Agent.State().Digest);
    }

    [Fact]
    public void A_withdrawn_host_stays_open_and_takes_nothing_older()
    {
        host.Apply(Web.Order(generation: 5));
        host.Agent.Withdraw(2, new Withdraw { Generation = 6 });

        host.Reboot();

        Assert.Equal(new Enforced { Generation = 6 }, host.Agent.State());
        Assert.Equal(RefusedBecause.Generation, host.Refuse(Web.Order(generation: 5)).Because);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# ztsegment {}\n")]
    [InlineData("# ztsegment {\"generation\":5}\ntable inet ztsegment {}\n")]
    [InlineData("# ztsegment {\"generation\":5,\"hash\":\"00\",\"graceUntil\":\"2026-12-01T00:00:00Z\"}\ntable inet ztsegment {}\n")]
    [InlineData("table inet ztsegment {}\n")]
    public void A_damaged_file_is_not_loaded(string content)
    {
        host.Apply(Web.Order(generation: 5));
        File.WriteAllText(host.KnownGoodFile, content);

        host.Reboot();

        Assert.Equal(new Enforced(), host.Agent.State());
    }

    [Fact]
    public void A_host_whose_disk_refuses_is_enforced_all_the_same_and_says_so()
    {
        Directory.CreateDirectory(host.KnownGoodFile);

        var applied = host.Apply(Web.Order(generation: 5));

        Assert.NotEqual("", applied.NotKept);
        Assert.Equal(Web.Digest(HostRuleset.Now), host.Agent.State().Digest);
    }

    [Fact]
    public void The_kept_file_is_the_owner_s_alone()
    {
        host.Apply(Web.Order(generation: 5));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(host.KnownGoodFile));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(host.KnownGoodFile)!));
    }

    public void Dispose() => host.Dispose();
}
