using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace ZtSegment.Linux.Kernel;

/// <summary>A process that has made a transaction of nftables.</summary>
/// <param name="Process">Its id as the first namespace of processes has it; 0 where the kernel does not say.</param>
public readonly record struct TableWriter(uint Process, string Name);

/// <summary>Tells when somebody changes our table, and who (linux/netfilter/nf_tables.h). Of others' tables it takes in no more than that they are not ours.</summary>
public sealed class TableWatch : IDisposable
{
    /// <summary>NFNLGRP_NFTABLES.</summary>
    private const uint Notices = 1 << (7 - 1);

    /// <summary>NFNL_SUBSYS_NFTABLES in the high byte.</summary>
    private const ushort Subsystem = 10 << 8;

    private const ushort GetTable = Subsystem | 1;
    private const ushort NewGeneration = Subsystem | 15;
    private const ushort GetGeneration = Subsystem | 16;

    private const ushort Request = 1;
    private const byte Internet = 1;
    private const int NoSuchTable = 2;

    /// <summary>NFTA_TABLE_NAME, and the like attribute of chains, rules, sets, elements and objects: their table.</summary>
    private const ushort TableName = 1;

    /// <summary>NFTA_GEN_ID, NFTA_GEN_PROC_PID, NFTA_GEN_PROC_NAME.</summary>
    private const ushort GenerationNumber = 1;

    private const ushort Process = 2;
    private const ushort ProcessName = 3;

    private static readonly byte[] Name = "ztsegment\0"u8.ToArray();

    private readonly NetlinkSocket questions;
    private readonly Socket notices;
    private readonly byte[] buffer = new byte[1 << 16];
    private bool isOurs;

    private TableWatch(NetlinkSocket questions, Socket notices) => (this.questions, this.notices) = (questions, notices);

    /// <exception cref="KernelException">The kernel refused.</exception>
    public static TableWatch Open(NetworkNamespace? inside = null)
    {
        var notices = NetlinkSocket.Open(inside, Notices).Detach();
        try
        {
            return new TableWatch(NetlinkSocket.Open(inside), notices);
        }
        catch
        {
            notices.Dispose();
            throw;
        }
    }

    /// <summary>Whether there is a table of ours.</summary>
    /// <exception cref="KernelException">The kernel refused to say.</exception>
    public bool Exists()
    {
        Span<byte> answer = stackalloc byte[1024];
        return NetlinkSocket.Error(questions.Ask(new NetlinkMessage(GetTable, Request, Internet).Add(TableName, Name), answer)) switch
        {
            0 => true,
            NoSuchTable => false,
            var error => throw new KernelException($"nftables does not tell whether our table is there: {Marshal.GetPInvokeErrorMessage(error)}"),
        };
    }

    /// <summary>The number of the last transaction in this namespace, whosever tables it was about.</summary>
    /// <exception cref="KernelException">The kernel refused to say.</exception>
    public uint Generation()
    {
        Span<byte> answer = stackalloc byte[1024];
        var told = questions.Ask(new NetlinkMessage(GetGeneration, Request, family: 0), answer);
        return NetlinkMessage.Attribute(told, GenerationNumber) is { Length: sizeof(uint) } number && NetlinkSocket.Error(told) == 0
            ? BinaryPrimitives.ReadUInt32BigEndian(number)
            : throw new KernelException("nftables does not tell the number of its last transaction");
    }

    /// <summary>Waits for the next transaction that changes our table; who made it, as far as that is known. To be called by one at a time.</summary>
    public async Task<TableWriter?> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            int length;
            try
            {
                length = await notices.ReceiveAsync(buffer, cancellationToken);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.NoBufferSpaceAvailable)
            {
                return null;
            }

            if (LastWriter(buffer.AsSpan(0, length)) is { } writer)
                return writer;
        }
    }

    public void Dispose()
    {
        questions.Dispose();
        notices.Dispose();
    }

    /// <summary>Takes in one datagram: what a transaction changed comes first, then who made it.</summary>
    private TableWriter? LastWriter(ReadOnlySpan<byte> messages)
    {
        TableWriter? last = null;
        while (messages.Length >= NetlinkMessage.HeaderLength)
        {
            var length = Math.Clamp(MemoryMarshal.Read<int>(messages), NetlinkMessage.HeaderLength, messages.Length);
            var message = messages[..length];
            messages = messages[Math.Min((length + 3) & ~3, messages.Length)..];
            if (MemoryMarshal.Read<ushort>(message[4..]) != NewGeneration)
            {
                isOurs |= message[16] == Internet && NetlinkMessage.Attribute(message, TableName).SequenceEqual(Name);
            }
            else if (isOurs)
            {
                isOurs = false;
                last = WriterOf(message);
            }
        }

        return last;
    }

    private static TableWriter WriterOf(ReadOnlySpan<byte> message) =>
        NetlinkMessage.Attribute(message, Process) is { Length: sizeof(uint) } process
            ? new TableWriter(BinaryPrimitives.ReadUInt32BigEndian(process), Printable(NetlinkMessage.Attribute(message, ProcessName)))
            : new TableWriter(0, "");

    /// <summary>A process names itself as it likes (PR_SET_NAME).</summary>
    private static string Printable(ReadOnlySpan<byte> name) => string.Concat(Encoding.UTF8.GetString(name).Where(c => !char.IsControl(c)));
}
