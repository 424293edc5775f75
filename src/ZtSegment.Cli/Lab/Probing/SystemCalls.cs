using System.Runtime.InteropServices;

namespace ZtSegment.Cli.Lab.Probing;

/// <summary>Sockets without blocking, by descriptor: socket(2), epoll(7). Tens of thousands of them, on one thread.</summary>
internal static partial class SystemCalls
{
    public const int Stream = 1;
    public const int Datagram = 2;
    public const int Raw = 3;
    public const int WithoutBlocking = 0x800;
    public const int CloseOnExec = 0x80000;

    public const int SocketLevel = 1;
    public const int ReuseAddress = 2;
    public const int Linger = 13;
    public const int ReceiveBufferForced = 33;
    public const int IpLevel = 0;
    public const int BindAddressNoPort = 24;
    public const int Ipv6Level = 41;
    public const int Ipv6Only = 26;

    public const int Interrupted = 4;
    public const int TryAgain = 11;
    public const int TooManyFilesInSystem = 23;
    public const int TooManyFiles = 24;
    public const int IsConnected = 106;
    public const int AlreadyInProgress = 114;
    public const int InProgress = 115;

    public const int EpollAdd = 1;
    public const uint EpollIn = 1;
    public const uint EpollOut = 4;
    public const uint EpollOnChange = 1u << 31;

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    public static partial int Bind(int socket, ReadOnlySpan<byte> address, int length);

    [LibraryImport("libc", EntryPoint = "listen", SetLastError = true)]
    public static partial int Listen(int socket, int backlog);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    public static partial int Connect(int socket, ReadOnlySpan<byte> address, int length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int SetOption(int socket, int level, int option, ReadOnlySpan<int> value, int bytes);

    [LibraryImport("libc", EntryPoint = "sendto", SetLastError = true)]
    public static partial nint SendTo(int socket, ReadOnlySpan<byte> data, nint length, int flags, ReadOnlySpan<byte> address, int addressLength);

    [LibraryImport("libc", EntryPoint = "recvfrom", SetLastError = true)]
    public static partial nint ReceiveFrom(int socket, Span<byte> data, nint length, int flags, Span<byte> address, ref int addressLength);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int EpollControl(int epoll, int operation, int descriptor, ReadOnlySpan<byte> @event);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    public static partial int EpollWait(int epoll, Span<byte> events, int most, int milliseconds);

    /// <summary>The errno of the call just made.</summary>
    public static int Error => Marshal.GetLastPInvokeError();

    public static string ErrorText(int error) => Marshal.GetPInvokeErrorMessage(error);
}
