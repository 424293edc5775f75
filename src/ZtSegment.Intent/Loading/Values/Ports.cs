using System.Collections.Immutable;
using ZtSegment.Language.Loading.Yaml;

namespace ZtSegment.Language.Loading;

/// <summary>Reads ports, port names and references to PortGroups.</summary>
internal static class Ports
{
    /// <summary>One item of <c>ports</c>.</summary>
    public static PortEntry? ReadEntry(DocumentReader reader, string what) => Read(reader, what, static (_, _) => true);

    /// <summary>As <see cref="ReadEntry"/>, but no name.</summary>
    public static PortEntry? ReadManagementEntry(DocumentReader reader, string what) => Read(reader, what, static (reader, port) =>
    {
        if (port.Parsed.Name is not { } name)
            return true;
        reader.Report(DiagnosticRules.LiteralPortsOnly, port.At, $"`{name}` is a port name, and management is for every workload whatever it calls its ports", "write the number, as in `22/tcp`");
        return false;
    });

    /// <summary>One item of a PortGroup: no name, no group.</summary>
    public static ProtocolPorts? ReadLiteral(DocumentReader reader, string what)
    {
        var entry = Read(reader, what, static (reader, port) =>
        {
            if (port.Parsed.Ports is not null)
                return true;
            reader.Report(
                DiagnosticRules.LiteralPortsOnly, port.At,
                port.Parsed.Name is { } name ? $"`{name}` is a port name, which a PortGroup cannot hold" : $"`group/{port.Parsed.Group!.Shown()}` stands in a PortGroup, which holds no groups",
                "write the ports with their protocol");
            return false;
        });
        return (entry as LiteralPorts)?.Ports;
    }

    /// <summary>A name for one port: <c>https: 8443/tcp</c>.</summary>
    public static ImmutableArray<PortName> ReadNames(DocumentReader reader, string what)
    {
        if (!reader.EnterMapping(what))
            return [];
        var names = ImmutableArray.CreateBuilder<PortName>(1);
        var keys = default(KeySet);
        while (reader.NextKey(out var key))
        {
            if (!keys.Add(key.Text))
            {
                reader.Report(DiagnosticRules.DuplicateKey, key, $"`{key.Text.Shown()}` stands twice in {what}", "keep one of them");
                reader.Yaml.Skip();
                continue;
            }

            var mistake = PortText.WhyNoName(key.Text);
            if (mistake is { } wrong)
                reader.Report(DiagnosticRules.PortName, key, wrong.Message, wrong.Remedy);
            if (ReadSingle(reader, $"`{key.Text.Shown()}`") is { } port && mistake is null)
                names.Add(new PortName(reader.Position(key), reader.Interned.Text(key.Text), port.Protocol, port.Port));
        }

        return names.DrainToImmutable();
    }

    /// <summary>One port of one protocol.</summary>
    public static (Protocol Protocol, ushort Port)? ReadSingle(DocumentReader reader, string what)
    {
        (Protocol, ushort)? single = null;
        Read(reader, what, (reader, port) =>
        {
            if (port.Parsed.Ports is { Listed: [var (protocol, ports)], Rest: false } && ports.Ranges.Intervals is [{ IsSingle: true } range])
                single = (protocol, range.From);
            else
                reader.Report(DiagnosticRules.SinglePort, port.At, $"{what} is `{port.At.Text.Shown()}`; one port belongs here", "write one number and its protocol, as in `8443/tcp`");
            return false;
        });
        return single;
    }

    private static PortEntry? Read(DocumentReader reader, string what, Func<DocumentReader, (PortText Parsed, YamlEvent At), bool> isAllowed)
    {
        var at = reader.Yaml.Current;
        if (at.Token == YamlToken.Scalar && at.Kind == ScalarKind.Integer)
        {
            reader.Report(DiagnosticRules.BarePort, at, $"{what} is {at.Text.Shown()}, a port without a protocol", $"write `{at.Text.Shown()}/tcp` or `{at.Text.Shown()}/udp`");
            reader.Yaml.Skip();
            return null;
        }

        if (at.Token == YamlToken.Scalar && at.Kind == ScalarKind.Float)
        {
            reader.WrongType(what, "text", "write ports as in `8443/tcp` or `9000-9010/udp`");
            return null;
        }

        if (reader.Text(what) is not { } text)
            return null;
        var parsed = reader.Interned.Ports(text) is { } known ? new PortText(known, null, null, null) : PortText.Parse(text);
        if (parsed.Mistake is { } mistake)
        {
            reader.Report(mistake.Rule, at, mistake.Message, mistake.Remedy);
            return null;
        }

        if (!isAllowed(reader, (parsed, at)))
            return null;
        if (parsed.Ports is not null)
        {
            reader.Interned.Keep(text, parsed.Ports);
            return new LiteralPorts(reader.Position(at), parsed.Ports);
        }

        return parsed.Name is { } name ? new NamedPort(reader.Position(at), reader.Interned.Text(name)) : Group(reader, at, parsed.Group!);
    }

    private static PortGroupReference? Group(DocumentReader reader, YamlEvent at, string name)
    {
        if (!NameSyntax.IsSubdomain(name))
        {
            reader.Report(DiagnosticRules.Name, at, $"`{at.Text.Shown()}` names no PortGroup", "write `group/` and the name of a PortGroup");
            return null;
        }

        name = reader.Interned.Text(name);
        reader.Part.References.Add(new NamePlace(DocumentKind.PortGroup, name, at.Line, at.Column));
        return new PortGroupReference(reader.Position(at), name);
    }
}
