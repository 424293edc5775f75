using ZtSegment.Language;

namespace ZtSegment.Cli.Lab.Probing;

/// <summary>Lets connections to one port of a host complete. Nobody accepts them: the kernel completes them without.</summary>
internal static class StreamListener
{
    private const int Backlog = 4096;

    /// <summary>Opens in the namespace of the calling thread, for every own address, and gives the socket.</summary>
    public static int Open(bool hasV6, byte protocol, ushort port)
    {
        var family = hasV6 ? IpFamily.V6 : IpFamily.V4;
        var socket = Sockets.Open(family, SystemCalls.Stream, protocol);
        Sockets.Set(socket, SystemCalls.SocketLevel, SystemCalls.ReuseAddress, 1);
        if (hasV6)
            Sockets.Set(socket, SystemCalls.Ipv6Level, SystemCalls.Ipv6Only, 0);
        Sockets.Bind(socket, new Address(family, 0), port);
        return SystemCalls.Listen(socket, Backlog) == 0 ? socket : throw Sockets.Refused($"listen on port {port}");
    }
}
