using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ZtSegment.Linux.Kernel;

/// <summary>One nfnetlink request as it grows: header, family, attributes, each padded to four bytes (netlink(7)).</summary>
internal sealed class NetlinkMessage
{
    /// <summary>nlmsghdr and nfgenmsg.</summary>
    public const int HeaderLength = 20;

    private const ushort Nested = 1 << 15;

    private readonly byte[] bytes = new byte[512];
    private int length = HeaderLength;

    public NetlinkMessage(ushort type, ushort flags, byte family)
    {
        MemoryMarshal.Write(bytes.AsSpan(4), type);
        MemoryMarshal.Write(bytes.AsSpan(6), flags);
        bytes[16] = family;
    }

    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            MemoryMarshal.Write(bytes, length);
            return bytes.AsSpan(0, length);
        }
    }

    /// <summary>The value of an attribute of a message from the kernel; empty where it has none.</summary>
    public static ReadOnlySpan<byte> Attribute(ReadOnlySpan<byte> message, ushort type)
    {
        for (var rest = message[HeaderLength..]; rest.Length >= 4;)
        {
            var length = Math.Clamp(MemoryMarshal.Read<ushort>(rest), 4, rest.Length);
            if ((MemoryMarshal.Read<ushort>(rest[2..]) & ~Nested) == type)
                return rest[4..length];
            rest = rest[Math.Min((length + 3) & ~3, rest.Length)..];
        }

        return [];
    }

    public NetlinkMessage Add(ushort type, ReadOnlySpan<byte> value)
    {
        MemoryMarshal.Write(bytes.AsSpan(length), (ushort)(value.Length + 4));
        MemoryMarshal.Write(bytes.AsSpan(length + 2), type);
        value.CopyTo(bytes.AsSpan(length + 4));
        length += (value.Length + 4 + 3) & ~3;
        return this;
    }

    public NetlinkMessage Add(ushort type, uint value)
    {
        Span<byte> wire = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(wire, value);
        return Add(type, wire);
    }

    public NetlinkMessage Add(ushort type, ushort value)
    {
        Span<byte> wire = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(wire, value);
        return Add(type, wire);
    }

    public NetlinkMessage Nest(ushort type, Action<NetlinkMessage> inner)
    {
        var start = length;
        length += 4;
        inner(this);
        MemoryMarshal.Write(bytes.AsSpan(start), (ushort)(length - start));
        MemoryMarshal.Write(bytes.AsSpan(start + 2), (ushort)(type | Nested));
        return this;
    }
}
