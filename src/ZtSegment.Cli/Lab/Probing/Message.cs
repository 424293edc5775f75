using System.Buffers.Binary;

namespace ZtSegment.Cli.Lab.Probing;

/// <summary>What a probe without a stream carries: whose it is, and which way it goes. The rest, up to its size, is zero.</summary>
internal static class Message
{
    public const int Length = 16;

    private const ulong Magic = 0x7a747365676c6162;
    private const byte Request = 1;
    private const byte Reply = 2;

    public static void Write(Span<byte> data, int probe)
    {
        data.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(data, Magic);
        BinaryPrimitives.WriteInt32BigEndian(data[8..], probe);
        data[12] = Request;
    }

    /// <summary>Makes the reply of a request in place.</summary>
    public static void TurnAround(Span<byte> data) => data[12] = Reply;

    public static bool IsRequest(ReadOnlySpan<byte> data) => Is(data, Request);

    /// <summary>The probe that this is the reply of; an echo by the kernel is a request that came back.</summary>
    public static int? ProbeOfReply(ReadOnlySpan<byte> data, bool isEcho = false) =>
        Is(data, isEcho ? Request : Reply) ? BinaryPrimitives.ReadInt32BigEndian(data[8..]) : null;

    private static bool Is(ReadOnlySpan<byte> data, byte role) =>
        data.Length >= Length && BinaryPrimitives.ReadUInt64BigEndian(data) == Magic && data[12] == role;
}
