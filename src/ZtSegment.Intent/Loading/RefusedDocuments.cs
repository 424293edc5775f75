using System.Collections.Immutable;

namespace ZtSegment.Language;

/// <summary>A document that an error is about, or that refers to such a one.</summary>
/// <param name="Kind">Null where it may be of any, and may even be several.</param>
/// <param name="Header">Name and labels as they stand there; null where they could not be read.</param>
public sealed record RefusedDocument(DocumentKind? Kind, DocumentHeader? Header)
{
    public static RefusedDocument Unreadable { get; } = new(null, null);
}

/// <summary>What was refused of the documents: a finding may come of its absence.</summary>
public sealed record RefusedDocuments(ImmutableArray<RefusedDocument> All)
{
    public static RefusedDocuments None { get; } = new([]);

    /// <summary>Whatever could have been declared may be among them.</summary>
    public static RefusedDocuments Anything { get; } = new([RefusedDocument.Unreadable]);

    /// <summary>Those that may be workloads.</summary>
    public IEnumerable<RefusedDocument> Workloads => All.Where(d => d.Kind is null or DocumentKind.Workload);

    public bool MayHold(DocumentKind kind) => All.Any(d => d.Kind is null || d.Kind == kind);

    public bool MayHold(DocumentKind kind, string name) => All.Any(d => (d.Kind is null || d.Kind == kind) && (d.Header is null || d.Header.Name == name));
}
