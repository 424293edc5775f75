using System.Collections.Immutable;

namespace ZtSegment.Language.Loading;

internal static class GuardrailDocument
{
    private const int NeverField = 0;
    private const int OnlyField = 1;
    private const int AlwaysField = 2;
    private const int RequireLabelsField = 3;
    private const int LimitField = 4;
    private const int ExceptField = 5;
    private const int SeverityField = 6;

    private const int FromField = 0;
    private const int ToField = 1;
    private const int OwnerField = 3;
    private const int ReasonField = 4;
    private const int ExpiresField = 5;

    private static readonly FieldTable Spec = new(
        "the spec of a Guardrail", "never", "only", "always", "requireLabels", "limit", "except", "severity");

    private static readonly FieldTable ExceptFields = new("an item of `except`", "from", "to", "ports", "owner", "reason", "expires");

    /// <summary>Null where no form can be read.</summary>
    public static Guardrail? Read(DocumentReader reader, DocumentHeader header)
    {
        GuardrailRule? rule = null;
        ImmutableArray<GuardrailException> except = [];
        var severity = Severity.Error;
        var forms = new List<string>(1);
        var exceptAt = (Line: 0, Column: 0);
        var fields = new FieldReader(reader, Spec, "`spec`");
        while (fields.Next(out var field))
        {
            switch (field)
            {
                case ExceptField:
                    exceptAt = (fields.KeyLine, fields.KeyColumn);
                    except = reader.List("`except`", ReadException, mayBeEmpty: true);
                    break;
                case SeverityField:
                    severity = reader.Word("`severity`", "error", "warning") == 1 ? Severity.Warning : Severity.Error;
                    break;
                default:
                    forms.Add(Spec[field]);
                    rule = ReadRule(reader, field, new SourcePosition(header.Position.File, fields.KeyLine, fields.KeyColumn)) ?? rule;
                    break;
            }
        }

        if (fields.IsMapping && forms.Count != 1 && (forms.Count > 1 || !fields.HasUnknown))
        {
            reader.Report(
                DiagnosticRules.NotExactlyOne, fields.Line, fields.Column, forms.Count == 0 ? "a Guardrail demands nothing" : $"a Guardrail has {forms.Listed()}",
                forms.Count == 0 ? "give one of `never`, `only`, `always`, `requireLabels` and `limit`" : "make each a Guardrail of its own");
        }

        if (rule is RequireLabelsRule && !except.IsEmpty)
            reader.Report(DiagnosticRules.ExceptOfLabels, exceptAt.Line, exceptAt.Column, "`requireLabels` is about workloads, and `except` about flows", "leave workloads out by the selector of `requireLabels`");
        return rule is null ? null : new Guardrail(header, rule, except, severity);
    }

    private static GuardrailRule? ReadRule(DocumentReader reader, int form, SourcePosition position) => form switch
    {
        NeverField => FlowRules.ReadNever(reader, position),
        OnlyField => FlowRules.ReadOnly(reader, position),
        AlwaysField => FlowRules.ReadAlways(reader, position),
        RequireLabelsField => EstateRules.ReadRequireLabels(reader, position),
        _ => EstateRules.ReadLimit(reader, position),
    };

    private static GuardrailException ReadException(DocumentReader reader, string what)
    {
        var flow = new FlowFields();
        string? owner = null;
        string? reason = null;
        DateTimeOffset? expires = null;
        var position = reader.Position(reader.Yaml.Current);
        var fields = new FieldReader(reader, ExceptFields, "an item of `except`");
        while (fields.Next(out var field))
        {
            if (flow.TryRead(reader, ExceptFields[field]))
                continue;
            switch (field)
            {
                case OwnerField:
                    owner = reader.Text("`owner`");
                    break;
                case ReasonField:
                    reason = reader.Text("`reason`");
                    break;
                case ExpiresField:
                    expires = Timestamps.Read(reader, "`expires`");
                    break;
            }
        }

        fields.Require(FromField, ToField);
        return new GuardrailException(position, flow.From, flow.To, flow.PortsOrAny(position), owner, reason, expires);
    }
}
