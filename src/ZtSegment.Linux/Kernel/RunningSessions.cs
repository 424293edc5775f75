using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ZtSegment.Linux.Kernel;

/// <summary>An established TCP connection of this host, and which side began it.</summary>
/// <param name="Client">The side that began it.</param>
public readonly record struct TcpSession(IPEndPoint Client, IPEndPoint Server);

/// <summary>The TCP connections of one network namespace (null: the process's own), from <c>/proc/net/tcp</c> and <c>/proc/net/tcp6</c> (proc(5)).</summary>
public static class RunningSessions
{
    private const string Listening = "0A";

    /// <summary>Established, and the states in which one side may still send: FIN_WAIT1, FIN_WAIT2, CLOSE_WAIT.</summary>
    private static readonly string[] Open = ["01", "04", "05", "08"];

    private static readonly string[] Files = ["/proc/thread-self/net/tcp", "/proc/thread-self/net/tcp6"];

    /// <summary>Those to other hosts. One whose own port is listened on came in; any other went out.</summary>
    public static IReadOnlyList<TcpSession> Of(NetworkNamespace? inside)
    {
        var sockets = NetworkNamespace.Within(inside, () => Files.Where(File.Exists).SelectMany(f => File.ReadAllLines(f).Skip(1)).ToList())
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(fields => (Local: EndPoint(fields[1]), Remote: EndPoint(fields[2]), State: fields[3]))
            .ToList();
        var listened = sockets.Where(s => s.State == Listening).Select(s => s.Local.Port).ToHashSet();
        return [.. sockets
            .Where(s => Open.Contains(s.State) && !IPAddress.IsLoopback(s.Local.Address))
            .Select(s => listened.Contains(s.Local.Port) ? new TcpSession(s.Remote, s.Local) : new TcpSession(s.Local, s.Remote))];
    }

    /// <summary>Words of 32 bits in the machine's order, then the port in hexadecimal.</summary>
    private static IPEndPoint EndPoint(string text)
    {
        var colon = text.IndexOf(':');
        var bytes = new byte[colon / 2];
        for (var word = 0; word < bytes.Length / 4; word++)
            BitConverter.TryWriteBytes(bytes.AsSpan(word * 4), uint.Parse(text.AsSpan(word * 8, 8), NumberStyles.HexNumber));
        var address = new IPAddress(bytes);
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return new IPEndPoint(address, int.Parse(text.AsSpan(colon + 1), NumberStyles.HexNumber));
    }
}
