using ZtSegment.Language.Loading;

namespace ZtSegment.Language;

/// <summary>Reads documents into an intent, and tells everything that is wrong with them at once.</summary>
//
//   files ----> parts ----> typed documents, names, references ----> cross references ----> Intent
//                 |  (in parallel)    |                                    |
//                 +-------------------+------------> diagnostics <---------+
//
public static class IntentLoader
{
    /// <summary>Below this many bytes other threads cost more than they save.</summary>
    private const int WorthThreads = 256 << 10;

    /// <summary>Pure: neither files nor clocks. Never throws for what <paramref name="sources"/> hold; their order does not matter.</summary>
    public static LoadResult Load(IReadOnlyList<SourceText> sources) => Bind(Read(sources));

    /// <summary>As <see cref="Load"/> twice. A file of the second that has the bytes of one of the first is read once: its documents stand in that one then.</summary>
    public static (LoadResult First, LoadResult Second) LoadBoth(IReadOnlyList<SourceText> first, IReadOnlyList<SourceText> second)
    {
        var read = Read(first);
        var byFile = read.ToLookup(p => p.File, StringComparer.Ordinal);
        var clean = first.Where(s => byFile[s.File].All(p => p.Sink.Kept.Count == 0)).ToLookup(s => s.Utf8.Length);
        var others = new List<SourceText>();
        var shared = new List<LoadedPart>();
        foreach (var source in second)
        {
            if (clean[source.Utf8.Length].FirstOrDefault(s => s.Utf8.Span.SequenceEqual(source.Utf8.Span)) is { } same)
                shared.AddRange(byFile[same.File].Select(p => p.Copy()));
            else
                others.Add(source);
        }

        var secondParts = shared.Concat(Read(others)).OrderBy(p => p.File, StringComparer.Ordinal).ToArray();
        var results = new LoadResult[2];
        Parallel.Invoke(() => results[0] = Bind(read), () => results[1] = Bind(secondParts));
        return (results[0], results[1]);
    }

    private static LoadResult Bind(LoadedPart[] parts)
    {
        var references = new CrossReferences(parts);
        references.Check();
        var diagnostics = DiagnosticSink.Sorted(parts.Select(p => p.Sink));
        return parts.Any(p => p.Sink.Errors > 0)
            ? new LoadResult(null, SoundDocuments.Of(parts, references.Disputed), diagnostics)
            : new LoadResult(new Intent(parts.SelectMany(p => p.Documents).ToList()), null, diagnostics);
    }

    private static LoadedPart[] Read(IReadOnlyList<SourceText> sources)
    {
        var parts = sources.OrderBy(s => s.File, StringComparer.Ordinal).SelectMany(SourcePart.Split).ToArray();
        var read = new LoadedPart[parts.Length];
        if (parts.Length < 2 || sources.Sum(s => (long)s.Utf8.Length) < WorthThreads)
        {
            var interned = new Interned();
            for (var i = 0; i < parts.Length; i++)
                read[i] = PartReader.Read(parts[i], interned);
        }
        else
        {
            Parallel.For(0, parts.Length, () => new Interned(), (i, _, interned) =>
            {
                read[i] = PartReader.Read(parts[i], interned);
                return interned;
            }, static _ => { });
        }

        return read;
    }
}
