using System.Runtime.InteropServices;
using ZtSegment.Linux.Kernel;

namespace ZtSegment.Cli.Lab.Probing;

/// <summary>Which sockets have something to say: epoll(7). Each was added with a number of its own, which comes back.</summary>
internal sealed class EventQueue : IDisposable
{
    private const int Most = 512;

    /// <summary>The kernel packs the structure on x86-64 only.</summary>
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    private static readonly int EventLength = DataOffset + sizeof(long);

    private readonly int epoll = SystemCalls.EpollCreate(SystemCalls.CloseOnExec);
    private readonly byte[] events = new byte[Most * EventLength];

    /// <summary>Ready while there is something to read.</summary>
    public void AddReader(int socket, long number) => Add(socket, number, SystemCalls.EpollIn);

    /// <summary>
    /// Ready whenever something changed about the connection, and once for it: an ICMP error can be told while the kernel goes on trying.
    /// </summary>
    public void AddConnection(int socket, long number) => Add(socket, number, SystemCalls.EpollOut | SystemCalls.EpollOnChange);

    /// <summary>The numbers of sockets that are ready; none after so many milliseconds of silence.</summary>
    public int Wait(int milliseconds, Span<long> numbers)
    {
        var count = Math.Max(0, SystemCalls.EpollWait(epoll, events, Math.Min(numbers.Length, Most), milliseconds));
        for (var i = 0; i < count; i++)
            numbers[i] = MemoryMarshal.Read<long>(events.AsSpan(i * EventLength + DataOffset));
        return count;
    }

    public void Dispose() => _ = SystemCalls.Close(epoll);

    /// <summary>A closed socket leaves by itself.</summary>
    private void Add(int socket, long number, uint what)
    {
        Span<byte> added = stackalloc byte[EventLength];
        MemoryMarshal.Write(added, what);
        MemoryMarshal.Write(added[DataOffset..], number);
        if (SystemCalls.EpollControl(epoll, SystemCalls.EpollAdd, socket, added) != 0)
            throw new KernelException($"cannot wait for a socket: {SystemCalls.ErrorText(SystemCalls.Error)}");
    }
}
