using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ZtSegment.Linux.Kernel;

/// <summary>Connection tracking of one network namespace (null: the process's own), over nfnetlink (linux/netfilter/nfnetlink_conntrack.h).</summary>
public static class ConntrackTable
{
    /// <summary>NFNL_SUBSYS_CTNETLINK in the high byte, IPCTNL_MSG_CT_NEW and IPCTNL_MSG_CT_DELETE in the low one.</summary>
    private const ushort NewEntry = 1 << 8;

    private const ushort DeleteEntries = 1 << 8 | 2;

    private const ushort Request = 1 | 4;
    private const ushort Create = 0x400 | 0x200;

    private const int Exists = 17;

    private const byte Tcp = 6;
    private const byte Established = 3;

    /// <summary>IPS_SEEN_REPLY, IPS_ASSURED, IPS_CONFIRMED.</summary>
    private const uint Status = 2 | 4 | 8;

    /// <summary>IP_CT_TCP_FLAG_BE_LIBERAL, value and mask: the windows of a connection that is already running are not known.</summary>
    private static readonly byte[] Liberal = [8, 8];

    /// <summary>What the kernel gives an established connection; each of its packets sets it anew.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromDays(5);

    /// <summary>Forgets every connection: the next packet of each is a first packet again.</summary>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public static void Flush(NetworkNamespace? inside) =>
        Send(inside, [new NetlinkMessage(DeleteEntries, Request, family: 0)]);

    /// <summary>
    /// Tells connection tracking of sessions that ran before it watched, with the side that began each: it would else take
    /// whoever speaks first for that side. To be done before a host's first ruleset is loaded.
    /// </summary>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public static void Adopt(NetworkNamespace? inside, IEnumerable<TcpSession> sessions) =>
        Send(inside, sessions.Select(EntryOf));

    private static NetlinkMessage EntryOf(TcpSession session) =>
        new NetlinkMessage(NewEntry, Request | Create, (byte)(session.Client.AddressFamily == AddressFamily.InterNetwork ? 2 : 10))
            .Nest(1, m => AddTuple(m, session.Client, session.Server))
            .Nest(2, m => AddTuple(m, session.Server, session.Client))
            .Add(3, Status)
            .Nest(4, info => info.Nest(1, tcp => tcp.Add(1, [Established]).Add(4, Liberal).Add(5, Liberal)))
            .Add(7, (uint)Life.TotalSeconds);

    private static void AddTuple(NetlinkMessage message, IPEndPoint source, IPEndPoint destination)
    {
        var first = source.AddressFamily == AddressFamily.InterNetwork ? (ushort)1 : (ushort)3;
        message
            .Nest(1, ip => ip.Add(first, source.Address.GetAddressBytes()).Add((ushort)(first + 1), destination.Address.GetAddressBytes()))
            .Nest(2, proto => proto.Add(1, [Tcp]).Add(2, (ushort)source.Port).Add(3, (ushort)destination.Port));
    }

    /// <summary>One after the other, each acknowledged; what is there already is fine.</summary>
    private static void Send(NetworkNamespace? inside, IEnumerable<NetlinkMessage> messages)
    {
        using var socket = NetlinkSocket.Open(inside);
        Span<byte> answer = stackalloc byte[1024];
        foreach (var message in messages)
        {
            if (NetlinkSocket.Error(socket.Ask(message, answer)) is var error and not (0 or Exists))
                throw new KernelException($"connection tracking refused: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }
}
