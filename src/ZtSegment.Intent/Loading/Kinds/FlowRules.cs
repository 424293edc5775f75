using System.Collections.Immutable;

namespace ZtSegment.Language.Loading;

/// <summary>Reads the forms of guardrails that speak of flows.</summary>
internal static class FlowRules
{
    private const int FromField = 0;
    private const int ToField = 1;
    private const int PortsField = 2;
    private const int DifferentLabelsField = 3;

    private static readonly FieldTable NeverFields = new("`never`", "from", "to", "ports", "differentLabels");
    private static readonly FieldTable OnlyFields = new("`only`", "from", "to", "ports");
    private static readonly FieldTable AlwaysFields = new("`always`", "from", "to", "ports");

    public static NeverRule? ReadNever(DocumentReader reader, SourcePosition position)
    {
        var sides = Read(reader, NeverFields, "`never`", position, [FromField, ToField]);
        return sides is { } s ? new NeverRule(position, s.From, s.To, s.Ports, s.DifferentLabels) : null;
    }

    public static OnlyRule? ReadOnly(DocumentReader reader, SourcePosition position)
    {
        var sides = Read(reader, OnlyFields, "`only`", position, [FromField, ToField, PortsField]);
        return sides is { } s ? new OnlyRule(position, s.From, s.To, s.Ports) : null;
    }

    public static AlwaysRule? ReadAlways(DocumentReader reader, SourcePosition position)
    {
        var sides = Read(reader, AlwaysFields, "`always`", position, [FromField, ToField, PortsField]);
        return sides is { } s ? new AlwaysRule(position, s.From, s.To, s.Ports) : null;
    }

    public static ImmutableArray<PortEntry> AnyPort(SourcePosition position) => [new LiteralPorts(position, ProtocolPorts.Any)];

    private static (ImmutableArray<Peer> From, ImmutableArray<Peer> To, ImmutableArray<PortEntry> Ports, ImmutableArray<string> DifferentLabels)? Read(
        DocumentReader reader, FieldTable table, string what, SourcePosition position, ReadOnlySpan<int> required)
    {
        ImmutableArray<Peer> from = [];
        ImmutableArray<Peer> to = [];
        ImmutableArray<PortEntry>? ports = null;
        ImmutableArray<string> differentLabels = [];
        var fields = new FieldReader(reader, table, what);
        while (fields.Next(out var field))
        {
            switch (field)
            {
                case FromField:
                    from = Peers.ReadList(reader, "`from`");
                    break;
                case ToField:
                    to = Peers.ReadList(reader, "`to`");
                    break;
                case PortsField:
                    ports = reader.List("`ports`", Ports.ReadEntry);
                    break;
                case DifferentLabelsField:
                    differentLabels = reader.List("`differentLabels`", Labels.ReadKey);
                    break;
            }
        }

        fields.Require(required);
        return fields.IsMapping ? (from, to, ports ?? AnyPort(position), [.. differentLabels.Distinct()]) : null;
    }
}
