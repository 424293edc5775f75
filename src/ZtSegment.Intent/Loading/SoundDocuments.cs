using System.Collections.Immutable;
using ZtSegment.Language.Loading;

namespace ZtSegment.Language;

/// <summary>What can still be judged where some documents are refused: those that no error is about and that refer to such only.</summary>
/// <param name="Unbound">Policies without an error of their own that refer to what is refused or does not exist; also among <paramref name="Refused"/>.</param>
public sealed record SoundDocuments(Intent Intent, ImmutableArray<FlowPolicy> Unbound, RefusedDocuments Refused)
{
    /// <param name="disputed">Names of documents that contradict each other.</param>
    internal static SoundDocuments Of(IReadOnlyCollection<LoadedPart> parts, IReadOnlySet<(DocumentKind Kind, string Name)> disputed)
    {
        var faulty = parts.SelectMany(p => p.Faulty).ToHashSet<Document>(ReferenceEqualityComparer.Instance);
        var whole = parts.SelectMany(p => p.Documents).Where(d => !faulty.Contains(d)).ToLookup(d => disputed.Contains((d.Kind, d.Name)));
        var names = whole[false].Select(d => (d.Kind, d.Name)).ToHashSet();
        var bound = whole[false].ToLookup(d => References.Of(d).All(names.Contains));
        return new SoundDocuments(
            new Intent([.. bound[true]]),
            [.. bound[false].OfType<FlowPolicy>()],
            new RefusedDocuments([
                .. parts.SelectMany(p => p.Refused),
                .. whole[true].Concat(bound[false]).Select(d => new RefusedDocument(d.Kind, d.Header)),
            ]));
    }
}
