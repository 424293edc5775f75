using System.Collections.Immutable;
using System.Text.Json;
using ZtSegment.Cluster.Contracts;
using ZtSegment.Language;

namespace ZtSegment.Cluster.Intents;

/// <summary>Reads revisions with their documents. What this silo has just judged is not read again.</summary>
internal sealed class RevisionStore(ContentStore content)
{
    /// <summary>The newest revision and a staged one or two.</summary>
    private const int MostKept = 3;

    private readonly Lock gate = new();
    private ImmutableList<KnownDocuments> kept = [];

    public async Task<Revision> ReadRecordAsync(string hash) => JsonSerializer.Deserialize<Revision>(await content.GetAsync(hash))!;

    public async Task<LoadedRevision> LoadAsync(string? hash)
    {
        if (hash is null)
            return LoadedRevision.None;
        var record = await ReadRecordAsync(hash);
        var ids = AllottedIds.Unpack(await content.GetAsync(record.Ids));
        var known = Find(record.Sources) ?? await ReadAsync(record.Sources);
        Keep(known);
        return new LoadedRevision(hash, record, known.Documents, known.Intent) { Ids = ids };
    }

    public async Task<ImmutableArray<SourceDocuments>> ReadDocumentsAsync(ImmutableSortedDictionary<string, string> sources) =>
        Find(sources)?.Documents ?? [.. await Task.WhenAll(sources.Select(async s => SourceDocuments.Unpack(s.Key, await content.GetAsync(s.Value))))];

    /// <summary>Keeps what was judged, since it may soon be the newest revision.</summary>
    public void Keep(KnownDocuments known)
    {
        lock (gate)
            kept = [.. kept.Where(k => !IsSame(k.Sources, known.Sources)).TakeLast(MostKept - 1), known];
    }

    private async Task<KnownDocuments> ReadAsync(ImmutableSortedDictionary<string, string> sources)
    {
        var documents = await ReadDocumentsAsync(sources);
        var loaded = await Task.Run(() => IntentLoader.Load([.. documents.SelectMany(d => d.Files)]));
        return loaded.Intent is { } intent
            ? new KnownDocuments(sources, documents, intent)
            : throw new ContentMissingException($"a revision that was valid is refused now: {loaded.Diagnostics[0].Message}");
    }

    private KnownDocuments? Find(ImmutableSortedDictionary<string, string> sources)
    {
        lock (gate)
            return kept.FirstOrDefault(k => IsSame(k.Sources, sources));
    }

    private static bool IsSame(ImmutableSortedDictionary<string, string> a, ImmutableSortedDictionary<string, string> b) => a.SequenceEqual(b);
}

/// <param name="Sources">The content of each source.</param>
internal sealed record KnownDocuments(ImmutableSortedDictionary<string, string> Sources, ImmutableArray<SourceDocuments> Documents, Intent Intent);
