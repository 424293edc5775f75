using System.Runtime.InteropServices;

namespace ZtSegment.Linux.Kernel;

/// <summary>Connection tracking of one network namespace, over nfnetlink (linux/netfilter/nfnetlink_conntrack.h).</summary>
public static class ConntrackTable
{
    private const int Netlink = 16;
    private const int RawSocket = 3;
    private const int Netfilter = 12;

    /// <summary>NFNL_SUBSYS_CTNETLINK in the high byte, IPCTNL_MSG_CT_DELETE in the low one: without attributes, all entries.</summary>
    private const ushort DeleteEntries = 1 << 8 | 2;

    private const ushort RequestWithAcknowledgement = 1 | 4;

    /// <summary>Forgets every connection: the next packet of each is a first packet again.</summary>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public static void Flush(NetworkNamespace inside) => inside.Run(Flush);

    private static void Flush()
    {
        var socket = Libc.Socket(Netlink, RawSocket | Libc.CloseOnExec, Netfilter);
        if (socket < 0)
            throw new KernelException($"cannot open a netlink socket: {Libc.LastError()}");
        try
        {
            Span<byte> message = stackalloc byte[20];
            message.Clear();
            MemoryMarshal.Write(message, message.Length);
            MemoryMarshal.Write(message[4..], DeleteEntries);
            MemoryMarshal.Write(message[6..], RequestWithAcknowledgement);
            Span<byte> answer = stackalloc byte[256];
            if (Libc.Send(socket, message, message.Length, 0) < 0 || Libc.Receive(socket, answer, answer.Length, 0) < message.Length)
                throw new KernelException($"cannot flush connection tracking: {Libc.LastError()}");
            var error = -MemoryMarshal.Read<int>(answer[16..]);
            if (error != 0)
                throw new KernelException($"cannot flush connection tracking: {Marshal.GetPInvokeErrorMessage(error)}");
        }
        finally
        {
            _ = Libc.Close(socket);
        }
    }
}
