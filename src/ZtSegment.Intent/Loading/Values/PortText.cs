namespace ZtSegment.Language.Loading;

/// <summary>The text of one item of <c>ports</c>, taken apart.</summary>
/// <param name="Ports">What it means; null for a name, a group, or a mistake.</param>
/// <param name="Name">A port name.</param>
/// <param name="Group">The name of a PortGroup, not checked.</param>
/// <param name="Mistake">What is wrong; null where nothing is.</param>
internal readonly record struct PortText(ProtocolPorts? Ports, string? Name, string? Group, PortMistake? Mistake)
{
    private const string GroupPrefix = "group/";
    private const string ProtoPrefix = "proto/";
    private const string Forms = "write `8443/tcp`, `9000-9010/udp`, a port name, `group/NAME`, a protocol or `any`";

    public static PortText Parse(string text)
    {
        if (text == "any")
            return new PortText(ProtocolPorts.Any, null, null, null);
        if (text.StartsWith(GroupPrefix, StringComparison.Ordinal))
            return new PortText(null, null, text[GroupPrefix.Length..], null);
        if (Protocol.FromWord(text) is { } alone)
            return new PortText(ProtocolPorts.Of(alone, PortSet.Full), null, null, null);
        if (text.StartsWith(ProtoPrefix, StringComparison.Ordinal))
            return Numbered(text);
        var slash = text.LastIndexOf('/');
        if (slash >= 0)
            return OnProtocol(text, text[..slash], text[(slash + 1)..]);
        if (WhyNoName(text) is { } mistake)
            return Wrong(mistake);
        return new PortText(null, text, null, null);
    }

    /// <summary>What is wrong with a port name; null for a good one.</summary>
    public static PortMistake? WhyNoName(string text)
    {
        if (Protocol.FromWord(text) is not null || text is "any" or "proto" or "group")
            return new PortMistake(DiagnosticRules.PortName, $"`{text}` is a word of the language and cannot name a port", "choose another name");
        if (text is "icmpv6" or "icmp6" or "ipv6-icmp" or "icmp-v6")
            return new PortMistake(DiagnosticRules.PortName, $"`{text}` is no word of the language and cannot name a port", "write `icmp`: it stands for both families");
        if (NameSyntax.IsPortName(text))
            return null;
        var lower = text.ToLowerInvariant().Replace('_', '-').Replace('.', '-').Replace(' ', '-');
        return new PortMistake(
            lower.AsSpan().ContainsAnyInRange('a', 'z') ? DiagnosticRules.PortName : DiagnosticRules.Port,
            $"`{text.Shown()}` is no port name",
            lower == "any" || Protocol.FromWord(lower) is not null || NameSyntax.IsPortName(lower) ? $"write `{lower}`"
            : text == "*" ? "write `any`"
            : text.AsSpan().ContainsAnyInRange('a', 'z') ? "use lower-case letters, digits and inner dashes, at least one letter, at most 63 characters"
            : Forms);
    }

    private static PortText Numbered(string text)
    {
        var number = text.AsSpan(ProtoPrefix.Length);
        if (TryNumber(number, 255, out var value))
            return new PortText(ProtocolPorts.Of(Protocol.FromNumber((byte)value), PortSet.Full), null, null, null);
        return Wrong(new PortMistake(DiagnosticRules.Port, $"`{text.Shown()}` names no protocol", "write `proto/N` with N from 0 to 255, without leading zeros"));
    }

    private static PortText OnProtocol(string text, string ports, string word)
    {
        if (Protocol.FromWord(word) is not { } protocol)
        {
            var lower = word.ToLowerInvariant();
            return Wrong(new PortMistake(
                DiagnosticRules.Port, $"`{text.Shown()}` has no protocol that the language knows",
                Protocol.FromWord(lower) is not null ? $"write `{ports.Shown()}/{lower}`"
                : Protocol.FromWord(ports) is not null ? $"write `{word.Shown()}/{ports}`"
                : "the protocols with ports are `tcp`, `udp` and `sctp`"));
        }

        if (!protocol.HasPorts)
            return Wrong(new PortMistake(DiagnosticRules.Port, $"`{text.Shown()}` gives ports to {protocol}, which has none", $"write `{protocol}`"));
        if (ports is "*" or "any" or "")
            return Wrong(new PortMistake(DiagnosticRules.Port, $"`{text.Shown()}` names no ports", $"write `{protocol}` for all its ports"));
        var dash = ports.IndexOf('-');
        var first = dash < 0 ? ports : ports[..dash];
        var last = dash < 0 ? ports : ports[(dash + 1)..];
        if (!IsDigits(first) || !IsDigits(last))
            return Wrong(new PortMistake(DiagnosticRules.Port, $"`{text.Shown()}` names no ports", Forms));
        if (!TryNumber(first, ushort.MaxValue, out var from) || !TryNumber(last, ushort.MaxValue, out var to) || from == 0 || to == 0)
        {
            return Wrong(new PortMistake(
                DiagnosticRules.PortNumber, $"`{text.Shown()}` is not within 1-65535",
                first is "0" && last is "65535" ? $"write `{protocol}` for all its ports" : "ports are 1-65535, without leading zeros"));
        }

        return from <= to
            ? new PortText(ProtocolPorts.Of(protocol, PortSet.Of((ushort)from, (ushort)to)), null, null, null)
            : Wrong(new PortMistake(DiagnosticRules.PortNumber, $"`{text}` ends before it begins", $"write `{to}-{from}/{protocol}`"));
    }

    private static PortText Wrong(PortMistake mistake) => new(null, null, null, mistake);

    private static bool IsDigits(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9');

    private static bool TryNumber(ReadOnlySpan<char> text, int most, out int value)
    {
        value = 0;
        return IsDigits(text) && text.Length <= 5 && (text.Length == 1 || text[0] != '0') && int.TryParse(text, out value) && value <= most;
    }
}

internal readonly record struct PortMistake(DiagnosticRule Rule, string Message, string Remedy);
