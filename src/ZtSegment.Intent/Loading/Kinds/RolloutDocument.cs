namespace ZtSegment.Language.Loading;

internal static class RolloutDocument
{
    private const int SelectorField = 0;
    private const int IngressField = 1;
    private const int EgressField = 2;

    private static readonly FieldTable Spec = new("the spec of a Rollout", "selector", "ingress", "egress");

    public static Rollout Read(DocumentReader reader, DocumentHeader header)
    {
        var selector = Selector.Everything;
        Mode? ingress = null;
        Mode? egress = null;
        var fields = new FieldReader(reader, Spec, "`spec`");
        while (fields.Next(out var field))
        {
            switch (field)
            {
                case SelectorField:
                    selector = Labels.ReadSelector(reader, "`selector`");
                    break;
                case IngressField:
                    ingress = ReadMode(reader, "`ingress`");
                    break;
                case EgressField:
                    egress = ReadMode(reader, "`egress`");
                    break;
            }
        }

        fields.Require(SelectorField);
        if (fields.IsMapping && !fields.Has(IngressField) && !fields.Has(EgressField) && !fields.HasUnknown)
            reader.Report(DiagnosticRules.MissingField, fields.Line, fields.Column, "a Rollout has neither `ingress` nor `egress`", "add at least one of them: `enforce` or `observe`");
        return new Rollout(header, selector, ingress, egress);
    }

    public static Mode? ReadMode(DocumentReader reader, string what) => (Mode?)reader.Word(what, "observe", "enforce");
}
