using ZtSegment.Language;

namespace ZtSegment.Cli.Lab.Probing;

/// <summary>How one attempt to connect stands.</summary>
internal enum StreamState
{
    Pending,
    Completed,
    Refused,

    /// <summary>No socket was to be had: try again once others have ended.</summary>
    NoSocket,
}

/// <summary>Connections under way, by the number of their probe. One that completes is reset: that leaves no state behind on either side.</summary>
internal sealed class StreamConnections(EventQueue events) : IDisposable
{
    private readonly Queue<(int Number, long Started)> byAge = new();
    private readonly Dictionary<int, int> sockets = [];

    public int Count => sockets.Count;

    /// <summary>Begins one in the namespace of the calling thread.</summary>
    public StreamState Begin(Probe probe, int number)
    {
        var socket = Sockets.TryOpen(probe.From.Family, SystemCalls.Stream, probe.Protocol);
        if (socket < 0)
        {
            return Sockets.IsOutOfDescriptors(SystemCalls.Error) && sockets.Count > 0
                ? StreamState.NoSocket
                : throw Sockets.Refused($"open a socket of protocol {probe.Protocol}");
        }

        sockets[number] = socket;
        Sockets.Set(socket, SystemCalls.SocketLevel, SystemCalls.Linger, 1, 0);
        if (probe.Protocol == ProbeProtocols.Tcp)
            Sockets.Set(socket, SystemCalls.IpLevel, SystemCalls.BindAddressNoPort, 1);
        Sockets.Bind(socket, probe.From, 0);
        var state = Advance(probe, number);
        if (state == StreamState.Pending)
            state = Advance(probe, number);
        if (state == StreamState.Pending)
        {
            byAge.Enqueue((number, Environment.TickCount64));
            events.AddConnection(socket, number);
        }

        return state;
    }

    /// <summary>Looks again at one that is under way; what has ended is closed.</summary>
    public StreamState Advance(Probe probe, int number)
    {
        if (!sockets.TryGetValue(number, out var socket))
            return StreamState.Refused;
        Span<byte> address = stackalloc byte[SocketAddressBytes.Longest];
        var length = SocketAddressBytes.Write(address, probe.To, probe.Port);
        var error = SystemCalls.Connect(socket, address, length) == 0 ? 0 : SystemCalls.Error;
        if (error is SystemCalls.InProgress or SystemCalls.AlreadyInProgress or SystemCalls.Interrupted)
            return StreamState.Pending;
        End(number);
        return error is 0 or SystemCalls.IsConnected ? StreamState.Completed : StreamState.Refused;
    }

    /// <summary>Gives up those that were begun so many milliseconds ago or more; false where the oldest is younger.</summary>
    public bool GiveUp(int milliseconds)
    {
        var now = Environment.TickCount64;
        var any = false;
        while (byAge.TryPeek(out var oldest) && (!sockets.ContainsKey(oldest.Number) || now - oldest.Started >= milliseconds))
        {
            byAge.Dequeue();
            any |= sockets.ContainsKey(oldest.Number);
            End(oldest.Number);
        }

        return any;
    }

    public void Dispose()
    {
        foreach (var number in sockets.Keys.ToList())
            End(number);
    }

    private void End(int number)
    {
        if (sockets.Remove(number, out var socket))
            _ = SystemCalls.Close(socket);
    }
}
