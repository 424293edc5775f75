using ZtSegment.Language;
using ZtSegment.Linux.Kernel;

namespace ZtSegment.Cli.Lab.Probing;

/// <summary>Opens sockets in the namespace of the calling thread. A refusal by the kernel is an exception.</summary>
internal static class Sockets
{
    public static int Open(IpFamily family, int type, byte protocol)
    {
        var socket = TryOpen(family, type, protocol);
        return socket >= 0 ? socket : throw Refused($"open a socket of protocol {protocol}");
    }

    /// <summary>Negative where the kernel refused.</summary>
    public static int TryOpen(IpFamily family, int type, byte protocol) => SystemCalls.Socket(
        SocketAddressBytes.FamilyOf(family), type | SystemCalls.WithoutBlocking | SystemCalls.CloseOnExec, protocol);

    public static void Set(int socket, int level, int option, params ReadOnlySpan<int> value)
    {
        if (SystemCalls.SetOption(socket, level, option, value, value.Length * sizeof(int)) != 0)
            throw Refused($"set a socket option ({level}, {option})");
    }

    public static void Bind(int socket, Address own, ushort port)
    {
        Span<byte> address = stackalloc byte[SocketAddressBytes.Longest];
        var length = SocketAddressBytes.Write(address, own, port);
        if (SystemCalls.Bind(socket, address, length) != 0)
            throw Refused($"use {own} port {port}");
    }

    public static bool IsOutOfDescriptors(int error) => error is SystemCalls.TooManyFiles or SystemCalls.TooManyFilesInSystem;

    public static KernelException Refused(string what)
    {
        var error = SystemCalls.Error;
        return new KernelException(IsOutOfDescriptors(error)
            ? "too many open files for a lab of this size: raise the limit (ulimit -n)"
            : $"cannot {what}: {SystemCalls.ErrorText(error)}");
    }
}
