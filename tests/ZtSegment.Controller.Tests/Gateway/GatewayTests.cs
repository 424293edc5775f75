using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using ZtSegment.Cluster.Contracts;
using ZtSegment.Cluster.Tests;
using ZtSegment.Wire;

namespace ZtSegment.Controller.Tests.Gateway;

/// <summary>The gateway between agents as the protocol has them, and the real grains of their hosts.</summary>
public sealed class GatewayTests
{
    [Fact]
    public async Task An_agent_gets_what_its_host_should_have_and_its_answer_proves_it()
    {
        await using var gateway = await GatewayHost.StartAsync();
        await gateway.Cluster.ApplyAsync("shop", Shop.Estate + "---\n" + Shop.WebToDb);
        using var agent = await TestAgent.ConnectAsync(gateway, "db");

        var order = await agent.HearAsync();
        await agent.ObeyAsync(order);

        Assert.Contains("10.20.1.11 . tcp . 5432", order.Enforce.Ruleset.ToStringUtf8());
        Assert.Equal((long)order.Enforce.Generation, (await gateway.Cluster.IsAsync("db", PointState.Proved)).ObservedGeneration);
    }

    [Fact]
    public async Task A_change_reaches_an_agent_that_is_connected()
    {
        await using var gateway = await GatewayHost.StartAsync();
        await gateway.Cluster.ApplyAsync("shop", Shop.Estate);
        using var agent = await TestAgent.ConnectAsync(gateway, "db");
        var first = await agent.HearAsync();
        await agent.ObeyAsync(first);

        await gateway.Cluster.ApplyAsync("shop", Shop.Estate + "---\n" + Shop.WebToDb);
        var second = await agent.HearAsync();

        Assert.True(second.Enforce.Generation > first.Enforce.Generation);
        Assert.Contains("10.20.1.11 . tcp . 5432", second.Enforce.Ruleset.ToStringUtf8());
    }

    [Fact]
    public async Task A_slow_agent_is_given_the_newest_ruleset_next_and_none_in_between()
    {
        await using var gateway = await GatewayHost.StartAsync();
        await gateway.Cluster.ApplyAsync("shop", Shop.Estate);
        using var agent = await TestAgent.ConnectAsync(gateway, "db");
        var slow = await agent.HearAsync();
        await gateway.Cluster.ApplyAsync("shop", Shop.Estate + "---\n" + Shop.WebToDb);
        await gateway.Cluster.ApplyAsync("shop", Shop.Estate + "---\n" + Shop.WebToDb.Replace("5432/tcp", "5433/tcp"));
        await gateway.Cluster.View.ReachAsync(3, default);

        await agent.ObeyAsync(slow);
        var next = await agent.HearAsync();

        Assert.Contains("10.20.1.11 . tcp . 5433", next.Enforce.Ruleset.ToStringUtf8());
    }

    [Fact]
    public async Task What_the_kernel_said_is_shown_and_the_order_comes_again()
    {
        await using var gateway = await GatewayHost.StartAsync();
        await gateway.Cluster.ApplyAsync("shop", Shop.Estate);
        using var agent = await TestAgent.ConnectAsync(gateway, "db");
        var order = await agent.HearAsync();

        await agent.SayAsync(new FromAgent { Refused = new Refused { Number = order.Number, Generation = order.Enforce.Generation, Because = RefusedBecause.Kernel, Words = "no\u001b memory", Enforced = new Enforced() } });
        var again = await agent.HearAsync();

        Assert.Equal("the host's kernel refused: no  memory", (await gateway.Cluster.StatusAsync("db")).LastError);
        Assert.Equal(order.Enforce.Hash, again.Enforce.Hash);
    }

    [Fact]
    public async Task Drift_is_pushed_over()
    {
        await using var gateway = await GatewayHost.StartAsync();
        await gateway.Cluster.ApplyAsync("shop", Shop.Estate);
        using var agent = await TestAgent.ConnectAsync(gateway, "db");
        var order = await agent.HearAsync();
        await agent.ObeyAsync(order);
        await gateway.Cluster.IsAsync("db", PointState.Proved);

        await agent.SayAsync(new FromAgent { Drift = new Drift { Enforced = new Enforced(TestAgent.EnforcedBy(order)) { Digest = ByteString.Empty } } });

        Assert.Equal(order.Enforce.Hash, (await agent.HearAsync()).Enforce.Hash);
    }

    [Fact]
    public async Task A_host_that_has_it_already_gets_nothing_again()
    {
        await using var gateway = await GatewayHost.StartAsync();
        await gateway.Cluster.ApplyAsync("shop", Shop.Estate);
        FromController order;
        using (var agent = await TestAgent.ConnectAsync(gateway, "db"))
        {
            order = await agent.HearAsync();
            await agent.ObeyAsync(order);
            await gateway.Cluster.IsAsync("db", PointState.Proved);
        }

        await gateway.Cluster.IsAsync("db", PointState.Unreachable);
        using var again = await TestAgent.ConnectAsync(gateway, "db", TestAgent.EnforcedBy(order));
        await gateway.Cluster.IsAsync("db", PointState.Proved);
        await gateway.Cluster.ApplyAsync("shop", Shop.Estate + "---\n" + Shop.WebToDb);

        Assert.Contains("10.20.1.11 . tcp . 5432", (await again.HearAsync()).Enforce.Ruleset.ToStringUtf8());
    }

    [Fact]
    public async Task Of_two_agents_of_one_host_the_later_one_counts()
    {
        await using var gateway = await GatewayHost.StartAsync();
        await gateway.Cluster.ApplyAsync("shop", Shop.Estate);
        using var earlier = await TestAgent.ConnectAsync(gateway, "db");
        var order = await earlier.HearAsync();
        await earlier.ObeyAsync(order);
        await gateway.Cluster.IsAsync("db", PointState.Proved);

        using var later = await TestAgent.ConnectAsync(gateway, "db");

        Assert.Equal(new Status(StatusCode.Aborted, "another agent of this host has connected"), await earlier.EndAsync());
        Assert.Equal(order.Enforce.Hash, (await later.HearAsync()).Enforce.Hash);
    }

    [Fact]
    public async Task An_agent_stays_connected_when_the_silo_of_its_grain_dies()
    {
        await using var gateway = await GatewayHost.StartAsync(silos: 2);
        await gateway.Cluster.ApplyAsync("shop", Shop.Estate);
        var other = gateway.Cluster.Silos.Silos[1];
        await gateway.Cluster.Silos.GetSiloServiceProvider(other.SiloAddress).GetRequiredService<IGrainFactory>()
            .GetGrain<IEnforcementPointGrain>(GrainKeys.LinuxPoint("db")).GetStatusAsync();
        using var agent = await TestAgent.ConnectAsync(gateway, "db");
        await agent.ObeyAsync(await agent.HearAsync());
        await gateway.Cluster.IsAsync("db", PointState.Proved);

        await gateway.Cluster.Silos.KillSiloAsync(other);
        await gateway.Cluster.ApplyAsync("shop", Shop.Estate + "---\n" + Shop.WebToDb);
        var order = await agent.HearAsync();
        await agent.ObeyAsync(order);

        Assert.Contains("10.20.1.11 . tcp . 5432", order.Enforce.Ruleset.ToStringUtf8());
        await gateway.Cluster.IsAsync("db", PointState.Proved);
    }

    [Fact]
    public async Task A_controller_that_ends_waits_for_no_agent()
    {
        await using var gateway = await GatewayHost.StartAsync();
        using var agent = await TestAgent.ConnectAsync(gateway, "db");

        var ended = agent.EndAsync();

        await gateway.StopAsync().WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(new Status(StatusCode.Unavailable, "this controller is ending"), await ended);
    }
}
