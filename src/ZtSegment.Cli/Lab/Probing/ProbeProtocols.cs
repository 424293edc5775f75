using ZtSegment.Language;

namespace ZtSegment.Cli.Lab.Probing;

/// <summary>Which protocols can be probed, and how.</summary>
internal static class ProbeProtocols
{
    public const byte Tcp = 6;
    public const byte Udp = 17;
    public const byte Sctp = 132;

    /// <summary>Extension headers of IPv6 (RFC 8200): behind them the kernel judges what they carry. 51 is ah.</summary>
    private static readonly byte[] ExtensionHeaders = [0, 43, 44, 51, 59, 60, 135, 139, 140];

    /// <summary>0 and 255 have no sockets that receive; of DCCP and UDP-Lite, connection tracking judges more than this sends.</summary>
    private static readonly byte[] WithoutSockets = [0, 33, 136, 255];

    public static bool CanProbe(byte protocol, IpFamily family) =>
        !WithoutSockets.Contains(protocol) && !(family == IpFamily.V6 && ExtensionHeaders.Contains(protocol));

    /// <summary>
    /// Whether probes in both directions between two addresses are one connection to the kernel's tracking, so that a
    /// request that comes second is taken for the reply of the first.
    /// </summary>
    public static bool IsOneConnectionBothWays(byte protocol) =>
        protocol is not (Tcp or Udp or Sctp or 1 or Language.Protocol.IcmpV6Number);

    public static PacketFormat FormatOf(byte protocol) => protocol switch
    {
        Udp => PacketFormat.Udp,
        1 => PacketFormat.Icmp,
        Language.Protocol.IcmpV6Number => PacketFormat.IcmpV6,
        Sctp => PacketFormat.Sctp,
        _ => PacketFormat.Other,
    };
}
