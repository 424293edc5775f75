using System.Collections.Immutable;

namespace ZtSegment.Language.Loading;

/// <summary>Reads the forms of guardrails that speak of flows.</summary>
internal static class FlowRules
{
    private const int FromField = 0;
    private const int ToField = 1;
    private const int PortsField = 2;

    private static readonly FieldTable NeverFields = new("`never`", "from", "to", "ports", "differentLabels");
    private static readonly FieldTable OnlyFields = new("`only`", "from", "to", "ports");
    private static readonly FieldTable AlwaysFields = new("`always`", "from", "to", "ports");

    public static NeverRule? ReadNever(DocumentReader reader, SourcePosition position)
    {
        var sides = Read(reader, NeverFields, "`never`", [FromField, ToField]);
        return sides is { } s ? new NeverRule(position, s.Flow.From, s.Flow.To, s.Flow.PortsOrAny(position), s.DifferentLabels) : null;
    }

    public static OnlyRule? ReadOnly(DocumentReader reader, SourcePosition position)
    {
        var sides = Read(reader, OnlyFields, "`only`", [FromField, ToField, PortsField]);
        return sides is { } s ? new OnlyRule(position, s.Flow.From, s.Flow.To, s.Flow.PortsOrAny(position)) : null;
    }

    public static AlwaysRule? ReadAlways(DocumentReader reader, SourcePosition position)
    {
        var sides = Read(reader, AlwaysFields, "`always`", [FromField, ToField, PortsField]);
        return sides is { } s ? new AlwaysRule(position, s.Flow.From, s.Flow.To, s.Flow.PortsOrAny(position)) : null;
    }

    private static (FlowFields Flow, ImmutableArray<string> DifferentLabels)? Read(
        DocumentReader reader, FieldTable table, string what, ReadOnlySpan<int> required)
    {
        var flow = new FlowFields();
        ImmutableArray<string> differentLabels = [];
        var fields = new FieldReader(reader, table, what);
        while (fields.Next(out var field))
        {
            if (!flow.TryRead(reader, table[field]))
                differentLabels = reader.List("`differentLabels`", Labels.ReadKey);
        }

        fields.Require(required);
        return fields.IsMapping ? (flow, [.. differentLabels.Distinct()]) : null;
    }
}
