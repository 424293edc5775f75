using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ZtSegment.Linux.Kernel;

/// <summary>A socket to netfilter in the kernel (netlink(7), NETLINK_NETFILTER), inside the namespace that it was opened in.</summary>
internal sealed class NetlinkSocket : IDisposable
{
    private const int Family = 16;
    private const int RawSocket = 3;
    private const int Netfilter = 12;

    /// <summary>NLMSG_ERROR, whose errno is 0 for an acknowledgement.</summary>
    private const ushort ErrorType = 2;

    private int descriptor;

    private NetlinkSocket(int descriptor) => this.descriptor = descriptor;

    /// <param name="groups">Of notices to be told, as a mask: group n is bit n - 1.</param>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public static NetlinkSocket Open(NetworkNamespace? inside, uint groups = 0) => NetworkNamespace.Within(inside, () =>
    {
        var socket = new NetlinkSocket(Libc.Socket(Family, RawSocket | Libc.CloseOnExec, Netfilter));
        Span<byte> address = stackalloc byte[12];
        MemoryMarshal.Write(address, (ushort)Family);
        MemoryMarshal.Write(address[8..], groups);
        if (socket.descriptor >= 0 && Libc.Bind(socket.descriptor, address, address.Length) == 0)
            return socket;
        var error = Libc.LastError();
        socket.Dispose();
        throw new KernelException($"cannot open a netlink socket: {error}");
    });

    /// <summary>The first message that the kernel answers.</summary>
    /// <exception cref="KernelException">It gave none.</exception>
    public Span<byte> Ask(NetlinkMessage request, Span<byte> buffer)
    {
        if (Libc.Send(descriptor, request.Bytes, request.Bytes.Length, 0) < 0 || Libc.Receive(descriptor, buffer, buffer.Length, 0) is var length && length < 20)
            throw new KernelException($"the kernel gave no answer over netlink: {Libc.LastError()}");
        return buffer[..(int)length];
    }

    /// <summary>The errno of an answer; 0 for an acknowledgement, and for what is no error.</summary>
    public static int Error(ReadOnlySpan<byte> answer) =>
        MemoryMarshal.Read<ushort>(answer[4..]) == ErrorType ? -MemoryMarshal.Read<int>(answer[16..]) : 0;

    /// <summary>The same socket as one of .NET's, to wait for notices without a thread; this one is disposed of.</summary>
    public Socket Detach() => new(new SafeSocketHandle(Interlocked.Exchange(ref descriptor, -1), ownsHandle: true));

    public void Dispose()
    {
        if (Interlocked.Exchange(ref descriptor, -1) is >= 0 and var own)
            _ = Libc.Close(own);
    }
}
