using Grpc.Core;
using ZtSegment.Wire;

namespace ZtSegment.Controller.Gateway;

/// <summary>The controller's side of the agents' protocol: docs/agent-protocol.md.</summary>
internal sealed partial class AgentGatewayService(
    IGrainFactory grains, GatewayMetrics metrics, IHostApplicationLifetime process, ILogger<AgentGatewayService> log) : AgentGateway.AgentGatewayBase
{
    public override async Task Session(IAsyncStreamReader<FromAgent> requestStream, IServerStreamWriter<FromController> responseStream, ServerCallContext context)
    {
        metrics.SessionBegan();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, process.ApplicationStopping);
        try
        {
            using var session = new GatewaySession(requestStream, responseStream, grains, metrics, log);
            await session.RunAsync(ending.Token);
        }
        catch (RefusedMessageException refused)
        {
            metrics.RefusedMessage(refused.Reason);
            LogRefused(log, refused.Message);
            throw new RpcException(new Status(StatusCode.InvalidArgument, refused.Message));
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.ResourceExhausted or StatusCode.Internal)
        {
            // What the transport itself could not take: too large, or not of this protocol.
            metrics.RefusedMessage(e.StatusCode == StatusCode.ResourceExhausted ? "too large" : "malformed");
            LogRefused(log, e.Status.Detail);
            throw;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            throw new RpcException(process.ApplicationStopping.IsCancellationRequested
                ? new Status(StatusCode.Unavailable, "this controller is ending")
                : new Status(StatusCode.DeadlineExceeded, "the agent is gone, or has said nothing for too long"));
        }
        finally
        {
            metrics.SessionEnded();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "an agent's message is refused: {Reason}")]
    private static partial void LogRefused(ILogger log, string reason);
}
