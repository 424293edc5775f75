using ZtSegment.Language;
using ZtSegment.Linux.Kernel;

namespace ZtSegment.Cli.Lab.Probing;

/// <summary>A socket that stays open for a whole run: it sends requests, answers others' requests and hears replies, all of one protocol.</summary>
internal sealed class Endpoint : IDisposable
{
    private const int ReceiveBuffer = 8 << 20;

    private readonly PacketFormat format;
    private readonly bool isRaw;
    private readonly bool hasIpHeader;
    private readonly byte[] peer = new byte[SocketAddressBytes.Longest];

    private Endpoint(int socket, IpFamily family, byte protocol)
    {
        Socket = socket;
        format = ProbeProtocols.FormatOf(protocol);
        isRaw = protocol != ProbeProtocols.Udp;
        hasIpHeader = isRaw && family == IpFamily.V4;
    }

    public int Socket { get; }

    /// <summary>Opens in the namespace of the calling thread.</summary>
    /// <param name="port">0: any free one.</param>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public static Endpoint Open(Address own, byte protocol, ushort port)
    {
        var socket = Sockets.Open(own.Family, protocol == ProbeProtocols.Udp ? SystemCalls.Datagram : SystemCalls.Raw, protocol);
        Sockets.Set(socket, SystemCalls.SocketLevel, SystemCalls.ReceiveBufferForced, ReceiveBuffer);
        Sockets.Bind(socket, own, port);
        return new Endpoint(socket, own.Family, protocol);
    }

    /// <summary>False where the kernel refused at once.</summary>
    public bool Send(Probe probe, int number, Span<byte> scratch)
    {
        var length = format.WriteRequest(scratch, probe, number);
        var addressLength = SocketAddressBytes.Write(peer, probe.To, isRaw ? (ushort)0 : probe.Port);
        return SystemCalls.SendTo(Socket, scratch, length, 0, peer, addressLength) == length;
    }

    /// <summary>Reads all there is: answers requests, and tells the probes whose replies came.</summary>
    public void Receive(Span<byte> scratch, Action<int> replied)
    {
        while (true)
        {
            var addressLength = peer.Length;
            var length = (int)SystemCalls.ReceiveFrom(Socket, scratch, scratch.Length, 0, peer, ref addressLength);
            if (length < 0 && SystemCalls.Error is SystemCalls.TryAgain or SystemCalls.Interrupted)
                return;
            if (length < 0)
                continue;
            var packet = scratch[(hasIpHeader ? Math.Min(length, (scratch[0] & 15) * 4) : 0)..length];
            if (format.ProbeOfReply(packet) is { } probe)
                replied(probe);
            else if (format.TurnAround(packet))
                _ = SystemCalls.SendTo(Socket, packet, packet.Length, 0, peer, addressLength);
        }
    }

    public void Dispose() => _ = SystemCalls.Close(Socket);
}
