using System.Collections.Immutable;

namespace ZtSegment.Language.Loading;

internal static class SegmentDocument
{
    private const int SelectorField = 0;
    private const int PortsField = 1;
    private const int MayBeEmptyField = 2;

    private static readonly FieldTable Spec = new("the spec of a Segment", "selector", "ports", "mayBeEmpty");

    public static Segment Read(DocumentReader reader, DocumentHeader header)
    {
        var selector = Selector.Everything;
        ImmutableArray<PortName> ports = [];
        var mayBeEmpty = false;
        var fields = new FieldReader(reader, Spec, "`spec`");
        while (fields.Next(out var field))
        {
            switch (field)
            {
                case SelectorField:
                    selector = Labels.ReadSelector(reader, "`selector`");
                    break;
                case PortsField:
                    ports = Ports.ReadNames(reader, "`ports`");
                    break;
                case MayBeEmptyField:
                    mayBeEmpty = reader.Flag("`mayBeEmpty`") ?? false;
                    break;
            }
        }

        fields.Require(SelectorField);
        return new Segment(header, selector, ports, mayBeEmpty);
    }
}
