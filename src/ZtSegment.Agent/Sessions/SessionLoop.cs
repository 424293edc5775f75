using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ZtSegment.Agent.Enforcement;
using ZtSegment.Linux.Kernel;
using ZtSegment.Wire;

namespace ZtSegment.Agent.Sessions;

/// <summary>One session after the other for as long as the agent runs. Without a controller the host keeps its rules.</summary>
internal sealed class SessionLoop(AgentOptions options, Enforcer enforcer, HostTable table, ILogger<SessionLoop> logger) : BackgroundService
{
    private readonly Backoff backoff = new(Random.Shared);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        enforcer.TakeUp();
        logger.Runs(AgentOptions.Version, options.Host, enforcer.State().Generation);
        using var channel = ControllerChannel.Open(options.ControllerSocket);
        while (!stoppingToken.IsCancellationRequested)
        {
            var reason = await WhyEndedAsync(channel, stoppingToken);
            if (stoppingToken.IsCancellationRequested)
                return;
            var delay = backoff.Next();
            logger.NotConnected(reason, delay);
            await Task.Delay(delay, stoppingToken);
        }
    }

    private async Task<string> WhyEndedAsync(GrpcChannel channel, CancellationToken stoppingToken)
    {
        try
        {
            using var session = new AgentSession(new AgentGateway.AgentGatewayClient(channel).Session(cancellationToken: stoppingToken), enforcer, table.Watch);
            var welcome = await session.GreetAsync(options.Host, stoppingToken);
            backoff.Reset();
            logger.Connected(welcome.Protocol);
            await session.RunAsync(welcome.Silence.ToTimeSpan(), stoppingToken);
            return "the controller ended the session";
        }
        catch (RpcException e)
        {
            return e.Status.DebugException?.GetBaseException().Message ?? e.Status.Detail;
        }
        catch (OperationCanceledException)
        {
            return "the controller does not answer";
        }
        catch (Exception e) when (e is KernelException or IOException or InvalidOperationException)
        {
            return e.Message;
        }
    }
}
