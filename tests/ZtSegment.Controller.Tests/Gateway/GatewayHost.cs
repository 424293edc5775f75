using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using ZtSegment.Cluster.Tests.Silos;
using ZtSegment.Controller.Gateway;

namespace ZtSegment.Controller.Tests.Gateway;

/// <summary>The gateway of agents before a cluster of this process.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ztsegment-gateway-");
    private readonly WebApplication app;

    private GatewayHost(EstateCluster cluster)
    {
        Cluster = cluster;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRouting().AddAuthorization().AddMetrics().AddSingleton(cluster.Grains).AddAgentGateway();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(Socket, listener =>
        {
            listener.Protocols = HttpProtocols.Http2;
            LocalPeers.Require(listener);
        }));
        app = builder.Build();
        app.UseRouting();
        app.MapAgentGateway();
    }

    public EstateCluster Cluster { get; }

    public string Socket => Path.Combine(folder.FullName, "agents.sock");

    public static async Task<GatewayHost> StartAsync(short silos = 1)
    {
        var host = new GatewayHost(await EstateCluster.StartAsync(new SharedStore(), silos));
        await host.app.StartAsync();
        return host;
    }

    /// <summary>Ends as a controller does that is told to.</summary>
    public Task StopAsync() => app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await Cluster.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
