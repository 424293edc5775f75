using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using ZtSegment.Cluster.Contracts;
using ZtSegment.Cluster.Tests;
using ZtSegment.Wire;

namespace ZtSegment.Controller.Tests.Gateway;

/// <summary>What an agent may not say ends its session, and says why.</summary>
public sealed class RefusedMessageTests : IAsyncLifetime
{
    private GatewayHost? started;

    private GatewayHost Gateway => started!;

    public async Task InitializeAsync() => started = await GatewayHost.StartAsync();

    public async Task DisposeAsync() => await Gateway.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData("Web")]
    [InlineData("web\n")]
    [InlineData("web/../db")]
    [InlineData("-web")]
    [InlineData("web..shop")]
    public async Task A_host_that_could_not_be_declared_is_refused(string host)
    {
        using var agent = new TestAgent(Gateway.Socket);

        await agent.SayAsync(new FromAgent { Hello = TestAgent.HelloOf(host) });

        Assert.Equal(new Status(StatusCode.InvalidArgument, "`host` is no DNS name"), await agent.EndAsync());
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(0, 0)]
    [InlineData(3, 1)]
    public async Task An_agent_of_other_protocols_is_refused_with_both_ranges(uint oldest, uint newest)
    {
        using var agent = new TestAgent(Gateway.Socket);

        await agent.SayAsync(new FromAgent { Hello = new Hello(TestAgent.HelloOf("db")) { OldestProtocol = oldest, NewestProtocol = newest } });

        Assert.Equal(new Status(StatusCode.FailedPrecondition, $"this controller speaks protocols 1 to 1, the agent {oldest} to {newest}"), await agent.EndAsync());
    }

    [Fact]
    public async Task A_newer_agent_that_speaks_the_old_protocol_too_is_welcome()
    {
        using var agent = new TestAgent(Gateway.Socket);

        await agent.SayAsync(new FromAgent { Hello = new Hello(TestAgent.HelloOf("db")) { NewestProtocol = 9 } });

        Assert.Equal(1u, (await agent.HearAsync()).Welcome.Protocol);
    }

    public static TheoryData<FromAgent, string> OutOfPlace => new()
    {
        { new FromAgent { Hello = TestAgent.HelloOf("db") }, "`Hello` is not of this session's protocol, or out of place" },
        { new FromAgent { Flows = new FlowRecords() }, "`Flows` is not of this session's protocol, or out of place" },
        { new FromAgent { Applied = new Applied { Number = 1, Enforced = new Enforced() } }, "an answer to no order" },
        { new FromAgent { Refused = new Refused { Number = 99, Enforced = new Enforced() } }, "an answer to no order" },
        { new FromAgent { Drift = new Drift { Enforced = new Enforced(), Grace = new Duration { Seconds = long.MaxValue } } }, "a time that is none" },
        { new FromAgent { Drift = new Drift() }, "`enforced` is not what a host can have" },
        { new FromAgent { Drift = new Drift { Enforced = new Enforced { Generation = ulong.MaxValue } } }, "`enforced` is not what a host can have" },
        { new FromAgent { Drift = new Drift { Enforced = new Enforced { Digest = ByteString.CopyFromUtf8("short") } } }, "`enforced` is not what a host can have" },
        { new FromAgent { Drift = new Drift { Enforced = new Enforced(), Writer = new Writer { Name = new string('x', 2 << 20) } } }, "a message larger than 1048576 bytes" },
    };

    [Theory]
    [MemberData(nameof(OutOfPlace), DisableDiscoveryEnumeration = true)]
    public async Task What_is_out_of_place_is_refused(FromAgent message, string why)
    {
        using var agent = await TestAgent.ConnectAsync(Gateway, "db");

        await agent.SayAsync(message);

        Assert.Equal(new Status(StatusCode.InvalidArgument, why), await agent.EndAsync());
    }

    [Fact]
    public async Task Who_does_not_begin_with_a_hello_is_refused()
    {
        using var agent = new TestAgent(Gateway.Socket);

        await agent.SayAsync(new FromAgent { Heartbeat = new Heartbeat() });

        Assert.Equal(new Status(StatusCode.InvalidArgument, "the first message is no hello"), await agent.EndAsync());
    }

    [Fact]
    public async Task A_report_that_this_controller_does_not_know_is_passed_over()
    {
        await Gateway.Cluster.ApplyAsync("shop", Shop.Estate);
        using var agent = await TestAgent.ConnectAsync(Gateway, "db");
        var order = await agent.HearAsync();

        await agent.SayAsync(new FromAgent());
        await agent.ObeyAsync(order);

        await Gateway.Cluster.IsAsync("db", PointState.Proved);
    }

    [Fact]
    public async Task An_answer_counts_once()
    {
        await Gateway.Cluster.ApplyAsync("shop", Shop.Estate);
        using var agent = await TestAgent.ConnectAsync(Gateway, "db");
        var order = await agent.HearAsync();

        await agent.ObeyAsync(order);
        await agent.ObeyAsync(order);

        Assert.Equal(new Status(StatusCode.InvalidArgument, "an answer to no order"), await agent.EndAsync());
    }
}
