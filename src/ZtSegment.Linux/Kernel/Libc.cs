using System.Runtime.InteropServices;

namespace ZtSegment.Linux.Kernel;

/// <summary>System calls that .NET has no name for: namespaces(7), netlink(7).</summary>
internal static partial class Libc
{
    public const int NewNetworkNamespace = 0x40000000;
    public const int CloseOnExec = 0x80000;

    private const int ReadOnly = 0;
    private const int DuplicateWithCloseOnExec = 1030;

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    public static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    public static partial int SetNamespace(int descriptor, int type);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    public static partial int Bind(int descriptor, ReadOnlySpan<byte> address, int length);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int Synchronize(int descriptor);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    public static partial nint Send(int descriptor, ReadOnlySpan<byte> data, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    public static partial nint Receive(int descriptor, Span<byte> data, nint length, int flags);

    /// <summary>Opens without following up on what the file is: namespaces are files that .NET's own streams refuse.</summary>
    public static int Open(string path) => Open(path, ReadOnly | CloseOnExec);

    /// <summary>The same open file under a number of at least <paramref name="least"/>; negative where the limit is below that.</summary>
    public static int Duplicate(int descriptor, int least) => Control(descriptor, DuplicateWithCloseOnExec, least);

    public static string LastError() => Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, nint argument);
}
