using System.Collections.Immutable;

namespace ZtSegment.Language.Loading;

internal static class PortGroupDocument
{
    private static readonly FieldTable Spec = new("the spec of a PortGroup", "ports");

    public static PortGroup Read(DocumentReader reader, DocumentHeader header)
    {
        ImmutableArray<ProtocolPorts> ports = [];
        var fields = new FieldReader(reader, Spec, "`spec`");
        while (fields.Next(out _))
            ports = reader.List("`ports`", Ports.ReadLiteral);
        fields.Require(0);
        return new PortGroup(header, ports.Aggregate(ProtocolPorts.Empty, static (all, some) => all.Union(some)));
    }
}
