using System.Net.Sockets;
using Grpc.Net.Client;
using ZtSegment.Wire;

namespace ZtSegment.Agent.Sessions;

/// <summary>The way to a controller on this machine: HTTP/2 over a Unix socket, whose file's owner is who answers.</summary>
internal static class ControllerChannel
{
    /// <summary>A controller that does not even answer pings is gone.</summary>
    private static readonly TimeSpan BetweenPings = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan AnswerOfPing = TimeSpan.FromSeconds(10);

    public static GrpcChannel Open(string socket) => GrpcChannel.ForAddress("http://controller", new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellationToken);
                    return new NetworkStream(connection, ownsSocket: true);
                }
                catch (SocketException e)
                {
                    connection.Dispose();
                    throw new IOException($"no controller listens at {socket}: {e.Message}");
                }
                catch
                {
                    connection.Dispose();
                    throw;
                }
            },
            KeepAlivePingDelay = BetweenPings,
            KeepAlivePingTimeout = AnswerOfPing,
        },
        DisposeHttpClient = true,
        MaxReceiveMessageSize = MessageSizes.Largest,
        MaxSendMessageSize = MessageSizes.Largest,
    });
}
