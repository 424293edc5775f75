using System.Threading.Channels;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using ZtSegment.Wire;

namespace ZtSegment.Agent.Tests.Sessions;

/// <summary>The other party of the agent's protocol, as the test plays it: on a Unix socket, one session after the other.</summary>
internal sealed class TestController : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Gateway gateway;

    private TestController(WebApplication app, Gateway gateway) => (this.app, this.gateway) = (app, gateway);

    public static async Task<TestController> StartAsync(string socket)
    {
        File.Delete(socket);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(socket, listener => listener.Protocols = HttpProtocols.Http2));
        var gateway = new Gateway();
        builder.Services.AddRouting().AddSingleton(gateway).AddGrpc(grpc => grpc.MaxReceiveMessageSize = MessageSizes.Largest);
        var app = builder.Build();
        app.UseRouting();
        app.MapGrpcService<Gateway>();
        await app.StartAsync();
        return new TestController(app, gateway);
    }

    /// <summary>The next agent that comes, its hello heard and not answered.</summary>
    public async Task<TestSession> NextAsync() => await gateway.Sessions.Reader.ReadAsync().AsTask().WaitAsync(TestSession.Soon);

    /// <summary>Ends as a controller that is killed does.</summary>
    public async ValueTask DisposeAsync()
    {
        gateway.Ending.Cancel();
        await app.DisposeAsync();
    }

    private sealed class Gateway : AgentGateway.AgentGatewayBase
    {
        public Channel<TestSession> Sessions { get; } = Channel.CreateUnbounded<TestSession>();

        public CancellationTokenSource Ending { get; } = new();

        public override async Task Session(IAsyncStreamReader<FromAgent> requestStream, IServerStreamWriter<FromController> responseStream, ServerCallContext context)
        {
            var session = new TestSession(requestStream, responseStream);
            await Sessions.Writer.WriteAsync(session);
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, Ending.Token);
            throw new RpcException(await session.Ended.Task.WaitAsync(ending.Token));
        }
    }
}

/// <summary>One session of an agent, seen from the controller.</summary>
internal sealed class TestSession(IAsyncStreamReader<FromAgent> incoming, IServerStreamWriter<FromController> outgoing)
{
    /// <summary>On a busy machine too.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private ulong number;

    public TaskCompletionSource<Status> Ended { get; } = new();

    public async Task<Hello> GreetAsync()
    {
        var hello = (await HearAsync()).Hello;
        await SayAsync(new FromController { Welcome = new Welcome { Protocol = 1, Silence = Duration.FromTimeSpan(TimeSpan.FromSeconds(30)) } });
        return hello;
    }

    public async Task<FromAgent> HearAsync()
    {
        Assert.True(await incoming.MoveNext(CancellationToken.None).WaitAsync(Soon), "the agent has ended the session");
        return incoming.Current;
    }

    /// <summary>What comes next that is no heartbeat.</summary>
    public async Task<FromAgent> HearNewsAsync()
    {
        var message = await HearAsync();
        while (message.Heartbeat is not null)
            message = await HearAsync();
        return message;
    }

    public Task SayAsync(FromController message)
    {
        message.Number = ++number;
        return outgoing.WriteAsync(message);
    }

    /// <summary>Gives an order, and hears what became of it.</summary>
    public async Task<FromAgent> OrderAsync(Enforce order)
    {
        await SayAsync(new FromController { Enforce = order });
        return await HearNewsAsync();
    }
}
