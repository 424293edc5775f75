namespace ZtSegment.Language.Loading;

/// <summary>A name that a document has, or that a document refers to.</summary>
internal readonly record struct NamePlace(DocumentKind Kind, string Name, int Line, int Column);

/// <summary>An address of a workload.</summary>
/// <param name="Document">The number of the document among the named ones of its part, from 1.</param>
internal readonly record struct AddressPlace(Address Address, bool IsVirtual, string Workload, int Document, int Line, int Column);

/// <summary>The Linux host or the NSG of a workload, or the NSG of an EnforcementPoint.</summary>
/// <inheritdoc cref="AddressPlace" path="/param"/>
internal readonly record struct PointPlace(string Point, string Owner, int Document, int Line, int Column);

/// <summary>What one part of a file declares, before anything is known of the other parts.</summary>
internal sealed class LoadedPart(string file)
{
    public string File => file;

    public DiagnosticSink Sink { get; } = new(file);

    public List<Document> Documents { get; } = [];

    /// <summary>Those of the documents that have an error of their own: parts of them may be missing.</summary>
    public HashSet<Document> Faulty { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>Each document of <see cref="Faulty"/>, and each that is none at all.</summary>
    public List<RefusedDocument> Refused { get; } = [];

    /// <summary>Words of text that is refused whole: names that it may declare are among them.</summary>
    public HashSet<string> RefusedWords { get; } = new(StringComparer.Ordinal);

    public List<NamePlace> Names { get; } = [];

    public List<NamePlace> References { get; } = [];

    public List<AddressPlace> Addresses { get; } = [];

    public List<PointPlace> LinuxHosts { get; } = [];

    public List<PointPlace> WorkloadNsgs { get; } = [];

    public List<PointPlace> EnforcementPointNsgs { get; } = [];

    /// <summary>The same documents for another set of parts to be checked in. Only of a part without diagnostics.</summary>
    public LoadedPart Copy()
    {
        var copy = new LoadedPart(File);
        copy.Documents.AddRange(Documents);
        copy.Names.AddRange(Names);
        copy.References.AddRange(References);
        copy.Addresses.AddRange(Addresses);
        copy.LinuxHosts.AddRange(LinuxHosts);
        copy.WorkloadNsgs.AddRange(WorkloadNsgs);
        copy.EnforcementPointNsgs.AddRange(EnforcementPointNsgs);
        return copy;
    }
}
