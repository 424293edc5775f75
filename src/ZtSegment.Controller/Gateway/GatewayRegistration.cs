using ZtSegment.Controller.Hosting;
using ZtSegment.Wire;

namespace ZtSegment.Controller.Gateway;

internal static class GatewayRegistration
{
    public static void AddAgentGateway(this IServiceCollection services)
    {
        services.AddSingleton<GatewayMetrics>();
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = MessageSizes.Largest;
            grpc.MaxSendMessageSize = MessageSizes.Largest;
            grpc.IgnoreUnknownServices = true;
        });
    }

    /// <summary>Served where agents come in and nowhere else; who may come in there is the listener's to say.</summary>
    public static void MapAgentGateway(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGrpcService<AgentGatewayService>().WithMetadata(new ForAgents()).AllowAnonymous();
}
