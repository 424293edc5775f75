using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using ZtSegment.Agent.Sessions;
using ZtSegment.Wire;

namespace ZtSegment.Controller.Tests.Gateway;

/// <summary>The other party of the gateway's protocol, as the test plays it.</summary>
internal sealed class TestAgent : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private readonly GrpcChannel channel;
    private readonly AsyncDuplexStreamingCall<FromAgent, FromController> call;

    public TestAgent(string socket)
    {
        channel = ControllerChannel.Open(socket);
        call = new AgentGateway.AgentGatewayClient(channel).Session();
    }

    public static Hello HelloOf(string host) => new() { OldestProtocol = 1, NewestProtocol = 1, Host = host, AgentVersion = "1.0.0", BootId = "boot", Enforced = new Enforced() };

    /// <summary>Welcomed as this host, which has nothing yet.</summary>
    public static async Task<TestAgent> ConnectAsync(GatewayHost gateway, string host, Enforced? enforced = null)
    {
        var agent = new TestAgent(gateway.Socket);
        await agent.SayAsync(new FromAgent { Hello = new Hello(HelloOf(host)) { Enforced = enforced ?? new Enforced() } });
        Assert.Equal(1u, (await agent.HearAsync()).Welcome.Protocol);
        return agent;
    }

    public Task SayAsync(FromAgent message) => call.RequestStream.WriteAsync(message);

    public async Task<FromController> HearAsync()
    {
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Soon), "the gateway has ended the session");
        return call.ResponseStream.Current;
    }

    /// <summary>Says that the order was carried out to the letter.</summary>
    public Task ObeyAsync(FromController order) => SayAsync(new FromAgent { Applied = new Applied { Number = order.Number, Enforced = EnforcedBy(order) } });

    public static Enforced EnforcedBy(FromController order) => new()
    {
        Generation = order.Enforce?.Generation ?? order.Withdraw.Generation,
        Hash = order.Enforce?.Hash ?? ByteString.Empty,
        Digest = order.Enforce?.Digest ?? ByteString.Empty,
    };

    /// <summary>Why the gateway ended the session.</summary>
    public async Task<Status> EndAsync()
    {
        var ended = await Assert.ThrowsAsync<RpcException>(async () => { while (await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Soon)) { } });
        return ended.Status;
    }

    public void Dispose()
    {
        call.Dispose();
        channel.Dispose();
    }
}
