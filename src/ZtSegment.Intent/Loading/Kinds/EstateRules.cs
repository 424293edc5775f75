using System.Collections.Immutable;

namespace ZtSegment.Language.Loading;

/// <summary>Reads the forms of guardrails that speak of workloads and of policies.</summary>
internal static class EstateRules
{
    private const int SelectorField = 0;
    private const int KeysField = 1;

    private const int MaxCidrAddressesField = 0;
    private const int MaxPortsField = 1;
    private const int RequireOwnerField = 2;
    private const int RequireDescriptionField = 3;
    private const int RequireAnnotationsField = 4;
    private const int RequireExpiryField = 5;

    private static readonly FieldTable RequireLabelsFields = new("`requireLabels`", "selector", "keys");

    private static readonly FieldTable LimitFields = new(
        "`limit`", "maxCidrAddresses", "maxPorts", "requireOwner", "requireDescription", "requireAnnotations", "requireExpiryForAddressGroups");

    public static RequireLabelsRule? ReadRequireLabels(DocumentReader reader, SourcePosition position)
    {
        var selector = Selector.Everything;
        ImmutableArray<string> keys = [];
        var fields = new FieldReader(reader, RequireLabelsFields, "`requireLabels`");
        while (fields.Next(out var field))
        {
            if (field == SelectorField)
                selector = Labels.ReadSelector(reader, "`selector`");
            else if (field == KeysField)
                keys = reader.List("`keys`", Labels.ReadKey);
        }

        fields.Require(SelectorField, KeysField);
        return fields.IsMapping ? new RequireLabelsRule(position, selector, [.. keys.Distinct()]) : null;
    }

    public static LimitRule? ReadLimit(DocumentReader reader, SourcePosition position)
    {
        long? maxCidrAddresses = null;
        int? maxPorts = null;
        var requireOwner = false;
        var requireDescription = false;
        ImmutableArray<string> requireAnnotations = [];
        var requireExpiry = false;
        var any = false;
        var fields = new FieldReader(reader, LimitFields, "`limit`");
        while (fields.Next(out var field))
        {
            any = true;
            switch (field)
            {
                case MaxCidrAddressesField:
                    maxCidrAddresses = reader.Count("`maxCidrAddresses`");
                    break;
                case MaxPortsField:
                    maxPorts = reader.Count("`maxPorts`") is { } count ? (int)Math.Min(count, int.MaxValue) : null;
                    break;
                case RequireOwnerField:
                    requireOwner = reader.Flag("`requireOwner`") ?? false;
                    break;
                case RequireDescriptionField:
                    requireDescription = reader.Flag("`requireDescription`") ?? false;
                    break;
                case RequireAnnotationsField:
                    requireAnnotations = reader.List("`requireAnnotations`", Labels.ReadKey, mayBeEmpty: true);
                    break;
                case RequireExpiryField:
                    requireExpiry = reader.Flag("`requireExpiryForAddressGroups`") ?? false;
                    break;
            }
        }

        if (fields.IsMapping && !any && !fields.HasUnknown)
            reader.Report(DiagnosticRules.MissingField, fields.Line, fields.Column, "`limit` limits nothing", "give at least one of its fields");
        return fields.IsMapping
            ? new LimitRule(position, maxCidrAddresses, maxPorts, requireOwner, requireDescription, [.. requireAnnotations.Distinct()], requireExpiry)
            : null;
    }
}
