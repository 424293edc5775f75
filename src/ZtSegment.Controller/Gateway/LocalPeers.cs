using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ZtSegment.Controller.Gateway;

/// <summary>Who may connect to the socket of agents: root, and the controller's own user, as the kernel knows them (unix(7), SO_PEERCRED).</summary>
internal static partial class LocalPeers
{
    private const int SocketLevel = 1;
    private const int PeerCredentials = 17;

    private const uint Root = 0;

    public static void Require(ListenOptions listener)
    {
        var metrics = listener.ApplicationServices.GetRequiredService<GatewayMetrics>();
        var log = listener.ApplicationServices.GetRequiredService<ILogger<AgentGatewayService>>();
        var own = EffectiveUser();
        listener.Use(next => connection =>
        {
            var user = UserOf(connection);
            if (user == Root || user == own)
                return next(connection);
            metrics.RefusedConnection();
            LogRefused(log, user);
            connection.Abort();
            return Task.CompletedTask;
        });
    }

    /// <summary>Null where the kernel does not say: not a Unix socket.</summary>
    private static uint? UserOf(ConnectionContext connection)
    {
        // struct ucred: process, user, group.
        Span<byte> credentials = stackalloc byte[12];
        return connection.Features.Get<IConnectionSocketFeature>()?.Socket.GetRawSocketOption(SocketLevel, PeerCredentials, credentials) == credentials.Length
            ? MemoryMarshal.Read<uint>(credentials[4..])
            : null;
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [LoggerMessage(Level = LogLevel.Warning, Message = "a connection of user {User} to the socket of agents is refused: only root and this controller's user may")]
    private static partial void LogRefused(ILogger log, uint? user);
}
