using System.Globalization;
using ZtSegment.Language;

namespace ZtSegment.Flows.Explain;

/// <summary>What a packet asks for: one protocol and, where it has ports, one destination port.</summary>
public readonly record struct AskedService(Protocol Protocol, ushort? Port)
{
    /// <summary>Any number serves for a protocol without ports: it is in a set as a whole or not at all.</summary>
    public ushort AnyPort => Port ?? 0;

    public ProtocolPorts Ports => ProtocolPorts.Of(Protocol, Port is { } port ? PortSet.Of(port) : PortSet.Full);

    /// <summary>As documents write it: <c>5432/tcp</c>, <c>icmp</c>.</summary>
    public string Written => Port is { } port ? $"{port}/{Protocol}" : $"{Protocol}";

    /// <summary>Reads <c>5432/tcp</c>, <c>tcp/5432</c>, <c>icmp</c>, <c>esp</c>, <c>proto/112</c>; null for everything else.</summary>
    public static AskedService? Parse(string text)
    {
        if (Language.Protocol.FromWord(text) is { } alone)
            return alone.HasPorts ? null : new AskedService(alone, null);
        var parts = text.Split('/');
        if (parts.Length != 2)
            return null;
        if (parts[0] == "proto")
        {
            return byte.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && Language.Protocol.FromNumber(number) is { HasPorts: false } numbered ? new AskedService(numbered, null) : null;
        }

        var (port, word) = char.IsAsciiDigit(parts[0].FirstOrDefault()) ? (parts[0], parts[1]) : (parts[1], parts[0]);
        return Language.Protocol.FromWord(word) is { HasPorts: true } protocol
            && ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? new AskedService(protocol, value)
            : null;
    }

    /// <summary><c>tcp/5432</c>, <c>icmp</c>.</summary>
    public override string ToString() => Port is { } port ? $"{Protocol}/{port}" : $"{Protocol}";
}
