using System.Buffers.Binary;
using System.Runtime.InteropServices;
using ZtSegment.Language;

namespace ZtSegment.Cli.Lab.Probing;

/// <summary>Socket addresses as the kernel lays them out: ip(7), ipv6(7).</summary>
internal static class SocketAddressBytes
{
    public const int Longest = 28;

    private const ushort V4 = 2;
    private const ushort V6 = 10;

    public static int FamilyOf(IpFamily family) => family == IpFamily.V4 ? V4 : V6;

    /// <summary>Writes the address and gives its length.</summary>
    public static int Write(Span<byte> bytes, Address address, ushort port)
    {
        bytes = bytes[..Longest];
        bytes.Clear();
        MemoryMarshal.Write(bytes, (ushort)FamilyOf(address.Family));
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], port);
        if (address.Family == IpFamily.V4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], (uint)address.Value);
            return 16;
        }

        BinaryPrimitives.WriteUInt128BigEndian(bytes[8..], address.Value);
        return Longest;
    }
}
