using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Orleans.Configuration;

namespace ZtSegment.Controller.Hosting;

/// <summary>One silo that needs nobody else: no outside service, and nobody can connect to it.</summary>
internal static class EmbeddedSilo
{
    /// <param name="database">The file of all its state.</param>
    public static void Add(ISiloBuilder silo, string database)
    {
        silo.AddSqliteGrainStorageAsDefault(storage => storage.Path = database);
        silo.UseLocalhostClustering(siloPort: FreePort(), gatewayPort: 0, serviceId: "ztsegment", clusterId: "ztsegment");
        silo.Configure<EndpointOptions>(options => options.AdvertisedIPAddress = IPAddress.Loopback);
        // A silo listens for others, and whoever talks to it commands it: here no other belongs to the cluster.
        silo.Configure<SiloConnectionOptions>(options => options.ConfigureSiloInboundConnection(connections => connections.Use(_ => connection =>
        {
            connection.Abort();
            return Task.CompletedTask;
        })));
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
