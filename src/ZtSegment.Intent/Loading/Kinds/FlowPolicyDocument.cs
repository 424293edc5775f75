using System.Collections.Immutable;

namespace ZtSegment.Language.Loading;

internal static class FlowPolicyDocument
{
    private const int DescriptionField = 0;
    private const int OwnerField = 1;
    private const int FromField = 2;
    private const int ToField = 3;
    private const int PortsField = 4;
    private const int SameLabelsField = 5;
    private const int WhenField = 6;
    private const int ExpiresField = 7;
    private const int ReviewByField = 8;

    private const int CompliantField = 0;
    private const int MaxRiskField = 1;

    private static readonly FieldTable Spec = new(
        "the spec of a FlowPolicy", "description", "owner", "from", "to", "ports", "sameLabels", "when", "expires", "reviewBy");

    private static readonly FieldTable WhenFields = new("`when`", "compliant", "maxRisk");

    public static FlowPolicy Read(DocumentReader reader, DocumentHeader header)
    {
        string? description = null;
        string? owner = null;
        var flow = new FlowFields();
        ImmutableArray<string> sameLabels = [];
        PolicyCondition? when = null;
        DateTimeOffset? expires = null;
        DateTimeOffset? reviewBy = null;
        var errors = reader.Part.Sink.Errors;
        var fields = new FieldReader(reader, Spec, "`spec`");
        while (fields.Next(out var field))
        {
            if (flow.TryRead(reader, Spec[field]))
                continue;
            switch (field)
            {
                case DescriptionField:
                    description = reader.Text("`description`");
                    break;
                case OwnerField:
                    owner = reader.Text("`owner`");
                    break;
                case SameLabelsField:
                    sameLabels = reader.List("`sameLabels`", Labels.ReadKey);
                    break;
                case WhenField:
                    when = ReadWhen(reader);
                    break;
                case ExpiresField:
                    expires = Timestamps.Read(reader, "`expires`");
                    break;
                case ReviewByField:
                    reviewBy = Timestamps.ReadWithDate(reader, "`reviewBy`");
                    break;
            }
        }

        fields.Require(FromField, ToField, PortsField);
        CheckMeaning(reader, flow, sameLabels);
        if (reader.Part.Sink.Errors == errors && !flow.From.Concat(flow.To).Any(p => p.SelectsWorkloads))
        {
            reader.Report(
                DiagnosticRules.NoWorkloadPeer, header.Position.Line, header.Position.Column,
                $"policy `{header.Name}` opens nothing: neither `from` nor `to` names workloads", "name workloads at one end: only they are enforced");
        }

        return new FlowPolicy(header, flow.From, flow.To, flow.Ports, [.. sameLabels.Distinct()], when, expires, reviewBy, owner, description);
    }

    private static void CheckMeaning(DocumentReader reader, FlowFields flow, ImmutableArray<string> sameLabels)
    {
        if (!sameLabels.IsEmpty)
        {
            foreach (var peer in flow.From.Concat(flow.To).Where(p => !p.SelectsWorkloads))
                Report(DiagnosticRules.SameLabels, peer.Position, "`sameLabels` compares labels of workloads, and this peer has none", "put address peers into a policy of their own");
        }

        var towards = flow.To.FirstOrDefault(p => !p.SelectsWorkloads);
        if (towards is not null)
        {
            foreach (var name in flow.Ports.OfType<NamedPort>())
                Report(DiagnosticRules.PortNameToAddresses, name.Position, $"`{name.Name}` is a port name, and `to` has addresses, which name no ports", "write the number and protocol, or put the addresses into a policy of their own");
        }

        void Report(DiagnosticRule rule, SourcePosition at, string message, string remedy) => reader.Report(rule, at.Line, at.Column, message, remedy);
    }

    private static PolicyCondition? ReadWhen(DocumentReader reader)
    {
        bool? compliant = null;
        Risk? maxRisk = null;
        var fields = new FieldReader(reader, WhenFields, "`when`");
        while (fields.Next(out var field))
        {
            if (field == CompliantField)
                compliant = reader.Flag("`compliant`");
            else if (field == MaxRiskField)
                maxRisk = (Risk?)reader.Word("`maxRisk`", "low", "medium", "high", "critical");
        }

        if (!fields.IsMapping)
            return null;
        if (!fields.Has(MaxRiskField) && compliant is not true && !fields.HasUnknown && (compliant is false || !fields.Has(CompliantField)))
            reader.Report(DiagnosticRules.EmptyCondition, fields.Line, fields.Column, "`when` demands nothing", "demand `compliant: true` or a `maxRisk`, or remove `when`");
        return new PolicyCondition(compliant ?? false, maxRisk);
    }
}
