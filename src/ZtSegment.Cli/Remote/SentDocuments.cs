using System.Collections.Immutable;
using System.Formats.Tar;
using System.IO.Compression;
using System.Net.Http.Headers;
using ZtSegment.Cli.Estates;
using ZtSegment.Language;

namespace ZtSegment.Cli.Remote;

/// <summary>The documents of one source as they are sent: named by their place below the path that was given, so that it does not matter where it is.</summary>
internal sealed class SentDocuments
{
    private readonly Dictionary<string, string> places = new(StringComparer.Ordinal);

    private SentDocuments(ImmutableArray<SourceText> read) => AsRead = read;

    /// <summary>Under the names that they have here.</summary>
    public ImmutableArray<SourceText> AsRead { get; }

    /// <summary>Under the names that they are sent by.</summary>
    public ImmutableArray<SourceText> Sources { get; private set; } = [];

    /// <returns>What could not be read, where anything could not.</returns>
    public static (SentDocuments Documents, ImmutableArray<Diagnostic> Unread) Read(IReadOnlyList<string> paths)
    {
        var (sources, unread) = SourceFiles.Read(paths);
        var sent = new SentDocuments(sources);
        sent.Sources = [.. sources.Select(s => s with { File = sent.Name(s.File, paths) }).OrderBy(s => s.File, StringComparer.Ordinal)];
        return (sent, unread);
    }

    /// <summary>Where a file that was sent stands here; others keep their name.</summary>
    /// <param name="source">The source that they were sent as: the controller names files below it.</param>
    public string Place(string source, string file) =>
        file.StartsWith(source + "/", StringComparison.Ordinal) && places.TryGetValue(file[(source.Length + 1)..], out var place) ? place : file;

    /// <summary>A gzipped tar archive, the same for the same documents.</summary>
    public HttpContent ToContent()
    {
        var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip, TarEntryFormat.Pax))
        {
            foreach (var source in Sources)
            {
                using var data = new MemoryStream(source.Utf8.ToArray(), writable: false);
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, source.File) { DataStream = data, ModificationTime = DateTimeOffset.UnixEpoch });
            }
        }

        bytes.Position = 0;
        return new StreamContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/gzip") } };
    }

    private string Name(string file, IReadOnlyList<string> paths)
    {
        var path = paths.First(p => p == file || IsBelow(file, p));
        var name = path == file ? Path.GetFileName(file) : Path.GetRelativePath(path, file);
        if (paths.Count > 1)
            name = Path.Combine(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))), path == file ? "" : name);
        return places.TryAdd(name, file)
            ? name
            : throw new InvalidArgumentException($"{places[name]} and {file} would both be sent as {name}; name a folder that holds both");
    }

    private static bool IsBelow(string file, string folder) => Path.GetRelativePath(folder, file) is var relative && relative != "." && !relative.StartsWith("..", StringComparison.Ordinal);
}
