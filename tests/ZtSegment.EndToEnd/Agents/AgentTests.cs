using ZtSegment.Agent.Tests;
using ZtSegment.Agent.Tests.Sessions;
using ZtSegment.Linux.Rendering;
using ZtSegment.Wire;

namespace ZtSegment.EndToEnd.Agents;

/// <summary>An agent as a process, on its side of the protocol and in the kernel.</summary>
public sealed class AgentTests : IDisposable
{
    private static readonly DatedRuleset Web = HostRuleset.For("443/tcp");
    private static readonly DatedRuleset Database = HostRuleset.For("5432/tcp");

    private readonly AgentLab lab = new();

    public void Dispose() => lab.Dispose();

    [Fact]
    public async Task An_order_is_enforced_and_acknowledged_by_its_meaning()
    {
        var (session, hello) = await ConnectAsync();
        Assert.Equal((1u, 1u, HostRuleset.Host), (hello.OldestProtocol, hello.NewestProtocol, hello.Host));
        Assert.Equal(new Enforced(), hello.Enforced);
        using var allowed = (await lab.ConnectAsync(443)).Uploading();
        using var denied = (await lab.ConnectAsync(80)).Uploading();

        var answer = await session.OrderAsync(Web.Order(generation: 1));

        Assert.Equal(new Enforced { Generation = 1, Hash = Web.Hash(), Digest = Web.Digest(DateTimeOffset.UtcNow) }, answer.Applied.Enforced);
        await allowed.ShouldGoOnAsync();
        await denied.ShouldBeCutAsync();
    }

    [Fact]
    public async Task A_first_load_cuts_no_declared_session_idle_ones_included()
    {
        var (session, _) = await ConnectAsync();
        using var upload = (await lab.ConnectAsync(443)).Uploading();
        using var download = (await lab.ConnectAsync(443)).Downloading();
        using var idle = await lab.ConnectAsync(443);

        await session.OrderAsync(Web.Order(generation: 1));

        await upload.ShouldGoOnAsync();
        await download.ShouldGoOnAsync();
        await idle.Downloading().ShouldGoOnAsync();
    }

    [Fact]
    public async Task A_refused_ruleset_leaves_what_was_and_the_session_goes_on()
    {
        var (session, _) = await ConnectAsync();
        await session.OrderAsync(Web.Order(generation: 1));
        using var upload = (await lab.ConnectAsync(443)).Uploading();
        var broken = new DatedRuleset(Database.Text.Replace("jump zt_always", "jump zt_nowhere"));

        var refused = (await session.OrderAsync(broken.Order(generation: 2))).Refused;

        Assert.Equal((RefusedBecause.Kernel, 1ul, Web.Hash()), (refused.Because, refused.Enforced.Generation, refused.Enforced.Hash));
        await upload.ShouldGoOnAsync();
        Assert.NotNull((await session.OrderAsync(Database.Order(generation: 3))).Applied);
        await upload.ShouldBeCutAsync();
    }

    [Fact]
    public async Task An_order_that_the_agent_does_not_know_is_refused_and_the_session_goes_on()
    {
        var (session, _) = await ConnectAsync();

        await session.SayAsync(new FromController());
        var unknown = (await session.HearNewsAsync()).Refused;
        await session.SayAsync(new FromController { Change = new Change { Generation = 5 } });
        var later = (await session.HearNewsAsync()).Refused;

        Assert.Equal([RefusedBecause.UnknownOrder, RefusedBecause.UnknownOrder], [unknown.Because, later.Because]);
        Assert.NotNull((await session.OrderAsync(Web.Order(generation: 1))).Applied);
    }

    [Fact]
    public async Task A_killed_agent_leaves_the_rules_and_the_next_one_knows_them()
    {
        var controller = await lab.StartControllerAsync();
        var agent = lab.StartAgent();
        var session = await controller.NextAsync();
        await session.GreetAsync();
        await session.OrderAsync(Web.Order(generation: 7));
        using var upload = (await lab.ConnectAsync(443)).Uploading();

        agent.Kill();
        await upload.ShouldGoOnAsync();
        lab.StartAgent();
        var next = await controller.NextAsync();

        Assert.Equal(new Enforced { Generation = 7, Hash = Web.Hash(), Digest = Web.Digest(DateTimeOffset.UtcNow) }, (await next.GreetAsync()).Enforced);
        Assert.Equal(RefusedBecause.Generation, (await next.OrderAsync(Database.Order(generation: 6))).Refused.Because);
        await upload.ShouldGoOnAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(40)]
    [InlineData(80)]
    public async Task An_agent_that_is_killed_in_a_push_leaves_the_old_ruleset_or_the_new_one(int milliseconds)
    {
        var controller = await lab.StartControllerAsync();
        var agent = lab.StartAgent();
        var session = await controller.NextAsync();
        await session.GreetAsync();
        await session.OrderAsync(Web.Order(generation: 1));

        await session.SayAsync(new FromController { Enforce = Database.Order(generation: 2) });
        await Task.Delay(milliseconds);
        agent.Kill();
        lab.StartAgent();
        var next = await controller.NextAsync();

        Assert.Contains((await next.GreetAsync()).Enforced.Digest, new[] { Web.Digest(DateTimeOffset.UtcNow), Database.Digest(DateTimeOffset.UtcNow) });
        Assert.NotNull((await next.OrderAsync(Database.Order(generation: 2))).Applied);
    }

    [Fact]
    public async Task Without_a_controller_the_rules_stay_and_the_agent_comes_back_to_it()
    {
        var (session, _) = await ConnectAsync();
        await session.OrderAsync(Web.Order(generation: 4));
        using var upload = (await lab.ConnectAsync(443)).Uploading();

        await lab.StopControllerAsync();
        await upload.ShouldGoOnAsync();
        var back = await lab.StartControllerAsync();

        Assert.Equal(4ul, (await (await back.NextAsync()).GreetAsync()).Enforced.Generation);
        await upload.ShouldGoOnAsync();
    }

    [Fact]
    public async Task A_deadline_cuts_without_agent_and_controller()
    {
        var controller = await lab.StartControllerAsync();
        var agent = lab.StartAgent();
        var session = await controller.NextAsync();
        await session.GreetAsync();
        var deadline = DateTimeOffset.UtcNow.AddSeconds(4);
        await session.OrderAsync(HostRuleset.For("443/tcp", expires: deadline).Order(generation: 1));
        using var upload = (await lab.ConnectAsync(443)).Uploading();
        using var download = (await lab.ConnectAsync(443)).Downloading();
        await upload.ShouldGoOnAsync();

        agent.Kill();
        await lab.StopControllerAsync();
        await Task.Delay(deadline - DateTimeOffset.UtcNow);

        await upload.ShouldBeCutAsync();
        await download.ShouldBeCutAsync();
    }

    [Fact]
    public async Task An_agent_that_is_told_to_end_ends_at_once_and_leaves_the_rules()
    {
        var controller = await lab.StartControllerAsync();
        var agent = lab.StartAgent();
        var session = await controller.NextAsync();
        await session.GreetAsync();
        await session.OrderAsync(Web.Order(generation: 1));

        var (exitCode, took) = await agent.TerminateAsync();

        Assert.Equal(0, exitCode);
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.True(lab.HasTable());
    }

    [Fact]
    public async Task Who_changes_the_table_behind_the_agent_is_told_once()
    {
        var (session, _) = await ConnectAsync();
        await session.OrderAsync(Web.Order(generation: 1));

        lab.Nft("flush ruleset");
        var drift = (await session.HearNewsAsync()).Drift;
        var repaired = (await session.OrderAsync(Web.Order(generation: 1))).Applied;

        Assert.Equal((1ul, "nft", 0), (drift.Enforced.Generation, drift.Writer.Name, drift.Enforced.Digest.Length));
        Assert.Equal(Web.Digest(DateTimeOffset.UtcNow), repaired.Enforced.Digest);
    }

    [Fact]
    public async Task Withdrawal_leaves_no_table_behind()
    {
        var (session, _) = await ConnectAsync();
        await session.OrderAsync(Web.Order(generation: 1));

        await session.SayAsync(new FromController { Withdraw = new Withdraw { Generation = 2 } });

        Assert.Equal(new Enforced { Generation = 2 }, (await session.HearNewsAsync()).Applied.Enforced);
        Assert.False(lab.HasTable());
    }

    [Fact]
    public async Task A_second_agent_with_the_same_state_is_refused()
    {
        var (session, _) = await ConnectAsync();
        var second = lab.StartAgent();

        Assert.Equal(3, await second.EndAsync());
        Assert.Contains("another agent runs with this state folder", await second.LogAsync());
        Assert.NotNull((await session.OrderAsync(Web.Order(generation: 1))).Applied);
    }

    [Theory]
    [InlineData("error: --controller: give a socket of this machine as unix:/path", "--controller", "http://controller:8443", "--host", "h", "--state", "/tmp/s")]
    [InlineData("error: Option '--host' is required.", "--controller", "unix:/tmp/s", "--state", "/tmp/s")]
    public async Task What_is_wrong_with_the_arguments_is_said(string error, params string[] arguments)
    {
        using var agent = new AgentProcess(lab.Host, arguments);

        Assert.Equal(2, await agent.EndAsync());
        Assert.Contains(error, await agent.LogAsync());
    }

    private async Task<(TestSession Session, Hello Hello)> ConnectAsync()
    {
        var controller = await lab.StartControllerAsync();
        lab.StartAgent();
        var session = await controller.NextAsync();
        return (session, await session.GreetAsync());
    }
}
