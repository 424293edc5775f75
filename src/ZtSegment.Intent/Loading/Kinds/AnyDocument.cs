using ZtSegment.Language.Loading.Yaml;

namespace ZtSegment.Language.Loading;

/// <summary>Reads what all documents have in common, then the spec of the kind.</summary>
internal static class AnyDocument
{
    private const string ApiVersion = "ztsegment/v1";

    private const int ApiVersionField = 0;
    private const int KindField = 1;
    private const int MetadataField = 2;
    private const int SpecField = 3;

    private const int NameField = 0;
    private const int LabelsField = 1;
    private const int AnnotationsField = 2;

    private static readonly FieldTable Document = new("a document", "apiVersion", "kind", "metadata", "spec");
    private static readonly FieldTable Metadata = new("`metadata`", "name", "labels", "annotations");
    private static readonly string[] Kinds = Enum.GetNames<DocumentKind>();

    /// <summary>Reads one document, the cursor at its only node; an empty document is none.</summary>
    /// <returns>False where an error tells that other documents may stand in it, or none.</returns>
    public static bool Read(DocumentReader reader)
    {
        var part = reader.Part;
        var (errors, documents) = (part.Sink.Errors, part.Documents.Count);
        var refused = RefusedDocument.Unreadable;
        var isWhole = false;
        try
        {
            refused = ReadFields(reader);
            isWhole = part.Sink.Errors == errors;
        }
        finally
        {
            if (!isWhole)
            {
                part.Faulty.UnionWith(part.Documents.Skip(documents));
                part.Refused.Add(refused);
            }
        }

        return isWhole || refused.Kind is not null;
    }

    /// <returns>What is known of the document where an error refuses it.</returns>
    private static RefusedDocument ReadFields(DocumentReader reader)
    {
        if (reader.Yaml.Token == YamlToken.Scalar && reader.Yaml.Current.Kind == ScalarKind.Null)
        {
            reader.Yaml.Skip();
            return RefusedDocument.Unreadable;
        }

        DocumentKind? kind = null;
        DocumentHeader? header = null;
        Range? deferred = null;
        var sink = reader.Part.Sink;
        var (isOne, isHeaderWhole) = (true, false);
        var before = sink.Errors;
        var fields = new FieldReader(reader, Document, "a document");
        while (fields.Next(out var field))
        {
            // A key that is unknown or stands twice may belong to another document, which lacks its `---`.
            isOne &= sink.Errors == before;
            before = sink.Errors;
            switch (field)
            {
                case ApiVersionField:
                    ReadApiVersion(reader);
                    break;
                case KindField:
                    kind = ReadKind(reader);
                    break;
                case MetadataField:
                    header = ReadHeader(reader);
                    isHeaderWhole = sink.Errors == before;
                    break;
                case SpecField when kind is not null && header is not null:
                    Add(reader, kind.Value, header);
                    break;
                case SpecField when reader.Yaml.Token == YamlToken.Scalar:
                    reader.WrongType("`spec`", "a mapping");
                    break;
                case SpecField:
                    deferred = reader.Yaml.Record();
                    break;
            }

            before = sink.Errors;
        }

        isOne &= sink.Errors == before;
        fields.Require(ApiVersionField, KindField, MetadataField, SpecField);
        if (deferred is { } spec && kind is not null)
        {
            reader.Yaml.Replay(spec);
            Add(reader, kind.Value, header ?? new DocumentHeader("", default, LabelSet.Empty, LabelSet.Empty));
        }

        return isOne ? new RefusedDocument(kind, isHeaderWhole ? header : null) : RefusedDocument.Unreadable;
    }

    private static void Add(DocumentReader reader, DocumentKind kind, DocumentHeader header)
    {
        var part = reader.Part;
        if (header.Name.Length > 0)
            part.Names.Add(new NamePlace(kind, header.Name, header.Position.Line, header.Position.Column));
        if (ReadSpec(reader, kind, header) is { } document)
            part.Documents.Add(document);
    }

    private static Document? ReadSpec(DocumentReader reader, DocumentKind kind, DocumentHeader header) => kind switch
    {
        DocumentKind.Estate => EstateDocument.Read(reader, header),
        DocumentKind.Workload => WorkloadDocument.Read(reader, header),
        DocumentKind.Segment => SegmentDocument.Read(reader, header),
        DocumentKind.Rollout => RolloutDocument.Read(reader, header),
        DocumentKind.AddressGroup => AddressGroupDocument.Read(reader, header),
        DocumentKind.PortGroup => PortGroupDocument.Read(reader, header),
        DocumentKind.FlowPolicy => FlowPolicyDocument.Read(reader, header),
        DocumentKind.Guardrail => GuardrailDocument.Read(reader, header),
        _ => EnforcementPointReader.Read(reader, header),
    };

    private static DocumentHeader ReadHeader(DocumentReader reader)
    {
        var position = reader.Position(reader.Yaml.Current);
        string? name = null;
        var labels = LabelSet.Empty;
        var annotations = LabelSet.Empty;
        var fields = new FieldReader(reader, Metadata, "`metadata`");
        while (fields.Next(out var field))
        {
            switch (field)
            {
                case NameField:
                    position = reader.Position(reader.Yaml.Current);
                    name = Names.Name(reader, "`metadata.name`");
                    break;
                case LabelsField:
                    labels = Labels.ReadLabels(reader, "`metadata.labels`");
                    break;
                case AnnotationsField:
                    annotations = Labels.ReadAnnotations(reader, "`metadata.annotations`");
                    break;
            }
        }

        fields.Require(NameField);
        return new DocumentHeader(name ?? "", position, labels, annotations);
    }

    private static void ReadApiVersion(DocumentReader reader)
    {
        var at = reader.Yaml.Current;
        if (reader.Text("`apiVersion`") is { } version && version != ApiVersion)
            reader.Report(DiagnosticRules.ApiVersion, at, $"`apiVersion` is `{version.Shown()}`", $"write `{ApiVersion}`");
    }

    private static DocumentKind? ReadKind(DocumentReader reader)
    {
        var at = reader.Yaml.Current;
        if (reader.Text("`kind`") is not { } kind)
            return null;
        var index = Array.IndexOf(Kinds, kind);
        if (index >= 0)
            return (DocumentKind)index;
        reader.Report(
            DiagnosticRules.UnknownKind, at, $"`kind` is `{kind.Shown()}`, which the language does not have",
            Suggestion.For(kind, Kinds) is { } near ? $"did you mean `{near}`?" : $"the kinds are {Kinds.Listed()}");
        return null;
    }
}
