using System.Buffers.Binary;
using System.Numerics;

namespace ZtSegment.Cli.Lab.Probing;

/// <summary>How probes of one protocol without a stream look behind the IP header, or in a UDP socket.</summary>
internal abstract class PacketFormat
{
    /// <summary>What stands before the message.</summary>
    protected abstract int HeaderLength { get; }

    public static PacketFormat Udp { get; } = new UdpFormat();

    public static PacketFormat Icmp { get; } = new IcmpFormat(request: 8, reply: 0, needsChecksum: true);

    /// <summary>The kernel writes the checksum (RFC 3542, 3.1).</summary>
    public static PacketFormat IcmpV6 { get; } = new IcmpFormat(request: 128, reply: 129, needsChecksum: false);

    public static PacketFormat Sctp { get; } = new SctpFormat();

    public static PacketFormat Other { get; } = new OtherFormat();

    /// <summary>Writes the request and gives its length.</summary>
    public virtual int WriteRequest(Span<byte> packet, Probe probe, int number)
    {
        var length = HeaderLength + Math.Max(Message.Length, probe.Size);
        packet[..HeaderLength].Clear();
        Message.Write(packet[HeaderLength..length], number);
        return length;
    }

    /// <summary>Makes the reply in place; false where this is no request to answer.</summary>
    public virtual bool TurnAround(Span<byte> packet)
    {
        if (packet.Length < HeaderLength || !Message.IsRequest(packet[HeaderLength..]))
            return false;
        Message.TurnAround(packet[HeaderLength..]);
        return true;
    }

    /// <summary>The number of the probe that this is the reply of, if it is one.</summary>
    public virtual int? ProbeOfReply(ReadOnlySpan<byte> packet) =>
        packet.Length < HeaderLength ? null : Message.ProbeOfReply(packet[HeaderLength..]);

    private sealed class UdpFormat : PacketFormat
    {
        protected override int HeaderLength => 0;
    }

    /// <summary>An echo (RFC 792, RFC 4443), which the other kernel answers.</summary>
    private sealed class IcmpFormat(byte request, byte reply, bool needsChecksum) : PacketFormat
    {
        protected override int HeaderLength => 8;

        public override int WriteRequest(Span<byte> packet, Probe probe, int number)
        {
            var length = base.WriteRequest(packet, probe, number);
            packet[0] = request;
            BinaryPrimitives.WriteInt32BigEndian(packet[4..], number);
            if (needsChecksum)
                BinaryPrimitives.WriteUInt16BigEndian(packet[2..], Checksum(packet[..length]));
            return length;
        }

        public override bool TurnAround(Span<byte> packet) => false;

        public override int? ProbeOfReply(ReadOnlySpan<byte> packet) =>
            packet.Length > HeaderLength && packet[0] == reply ? Message.ProbeOfReply(packet[HeaderLength..], isEcho: true) : null;

        /// <summary>RFC 1071.</summary>
        private static ushort Checksum(ReadOnlySpan<byte> data)
        {
            var sum = 0u;
            for (; data.Length > 1; data = data[2..])
                sum += BinaryPrimitives.ReadUInt16BigEndian(data);
            if (data.Length == 1)
                sum += (uint)data[0] << 8;
            while (sum >> 16 != 0)
                sum = (sum & 0xffff) + (sum >> 16);
            return (ushort)~sum;
        }
    }

    /// <summary>The first two packets of an association (RFC 9260, 3.3.2 and 3.3.3): connection tracking lets no others begin one.</summary>
    private sealed class SctpFormat : PacketFormat
    {
        private const int Init = 1;
        private const int InitAck = 2;
        private const int Length = 32;

        /// <summary>As receiver window, this tells our packets from others'.</summary>
        private const uint Window = 0x7a747367;

        protected override int HeaderLength => 0;

        public override int WriteRequest(Span<byte> packet, Probe probe, int number)
        {
            packet = packet[..Length];
            packet.Clear();
            BinaryPrimitives.WriteUInt16BigEndian(packet, (ushort)(40000 + number % 20000));
            BinaryPrimitives.WriteUInt16BigEndian(packet[2..], probe.Port);
            packet[12] = Init;
            packet[15] = Length - 12;
            BinaryPrimitives.WriteInt32BigEndian(packet[16..], number + 1);
            BinaryPrimitives.WriteUInt32BigEndian(packet[20..], Window);
            packet[25] = packet[27] = packet[31] = 1;
            Seal(packet);
            return Length;
        }

        public override bool TurnAround(Span<byte> packet)
        {
            if (!Is(packet, Init))
                return false;
            var source = BinaryPrimitives.ReadUInt16BigEndian(packet);
            packet[2..4].CopyTo(packet);
            BinaryPrimitives.WriteUInt16BigEndian(packet[2..], source);
            packet[16..20].CopyTo(packet[4..]);
            packet[12] = InitAck;
            Seal(packet);
            return true;
        }

        public override int? ProbeOfReply(ReadOnlySpan<byte> packet) =>
            Is(packet, InitAck) ? BinaryPrimitives.ReadInt32BigEndian(packet[4..]) - 1 : null;

        private static bool Is(ReadOnlySpan<byte> packet, byte chunk) =>
            packet.Length == Length && packet[12] == chunk && BinaryPrimitives.ReadUInt32BigEndian(packet[20..]) == Window;

        /// <summary>CRC32c, least significant byte first (RFC 9260, appendix A).</summary>
        private static void Seal(Span<byte> packet)
        {
            packet[8..12].Clear();
            var crc = uint.MaxValue;
            foreach (var b in packet)
                crc = BitOperations.Crc32C(crc, b);
            BinaryPrimitives.WriteUInt32LittleEndian(packet[8..], ~crc);
        }
    }

    /// <summary>Eight bytes that are a GRE header without key (RFC 2784), an ESP header (RFC 4303), and harmless to the rest.</summary>
    private sealed class OtherFormat : PacketFormat
    {
        protected override int HeaderLength => 8;

        public override int WriteRequest(Span<byte> packet, Probe probe, int number)
        {
            var length = base.WriteRequest(packet, probe, number);
            (packet[2], packet[3], packet[7]) = (0x88, 0xb5, 1);
            return length;
        }
    }
}
