using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using ZtSegment.Cluster.Intents;
using ZtSegment.Language;
using ZtSegment.Language.Loading;

namespace ZtSegment.Controller.Api;

/// <summary>Reads the documents of one source from a request: JSON, or a gzipped tar archive. Nothing of it touches the file system.</summary>
internal static class ProposedDocuments
{
    /// <summary>Of one request's body.</summary>
    public const long MostBytes = 128L << 20;

    /// <summary>Of all documents of a source together, unpacked: a small archive may hold very much.</summary>
    private const long MostUnpacked = 512L << 20;

    private const int MostFiles = 100_000;
    private const int LongestPath = 1024;

    /// <exception cref="InvalidRequestException">They are no documents, or too much.</exception>
    public static async Task<SourceDocuments> ReadAsync(string source, HttpRequest request, CancellationToken cancellation)
    {
        if (!NameSyntax.IsSubdomain(source))
            throw new InvalidRequestException($"`{source}` is no name of a source: lower-case letters, digits and inner dashes, in words joined by dots");
        var files = request.ContentType?.Split(';')[0].Trim().ToLowerInvariant() switch
        {
            "application/json" => await ReadJsonAsync(request, cancellation),
            "application/gzip" => await ReadArchiveAsync(request.Body, cancellation),
            var other => throw new InvalidRequestException($"documents come as application/json or as application/gzip (a tar archive), not as `{other}`"),
        };
        var paths = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (path, _) in files)
        {
            if (!IsPath(path))
                throw new InvalidRequestException($"`{path}` is no path inside a source: relative, without `..`, of at most {LongestPath} characters");
            if (!paths.Add(path))
                throw new InvalidRequestException($"`{path}` stands twice");
        }

        return SourceDocuments.Of(source, files);
    }

    private static async Task<List<(string Path, ReadOnlyMemory<byte> Utf8)>> ReadJsonAsync(HttpRequest request, CancellationToken cancellation)
    {
        try
        {
            var documents = await request.ReadFromJsonAsync<DocumentsRequest>(cancellation);
            if (documents is { Files.IsDefault: false } && documents.Files.All(f => f is { Path: not null, Text: not null }))
                return [.. documents.Files.Select(f => (f.Path, (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(f.Text)))];
        }
        catch (JsonException)
        {
            // Told below, like what is JSON and of another shape.
        }

        throw new InvalidRequestException("the body is no object with `files`: a list of `path` and `text`, empty to take the source away");
    }

    private static async Task<List<(string Path, ReadOnlyMemory<byte> Utf8)>> ReadArchiveAsync(Stream body, CancellationToken cancellation)
    {
        var files = new List<(string, ReadOnlyMemory<byte>)>();
        try
        {
            await using var gzip = new GZipStream(body, CompressionMode.Decompress);
            await using var archive = new TarReader(gzip);
            var unpacked = 0L;
            while (await archive.GetNextEntryAsync(copyData: false, cancellation) is { } entry)
            {
                if (entry.EntryType is TarEntryType.Directory)
                    continue;
                if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
                    throw new InvalidRequestException($"`{entry.Name}` in the archive is no file");
                unpacked += entry.Length;
                if (unpacked > MostUnpacked || files.Count == MostFiles)
                    throw new InvalidRequestException($"the archive holds more than {MostUnpacked >> 20} MiB or {MostFiles:N0} files");
                files.Add((entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name, await ReadAsync(entry, cancellation)));
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new InvalidRequestException("the body is no gzipped tar archive, or a part of one");
        }

        return files;
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(TarEntry entry, CancellationToken cancellation)
    {
        var bytes = new byte[entry.Length];
        if (entry.DataStream is { } data)
            await data.ReadExactlyAsync(bytes, cancellation);
        return bytes;
    }

    private static bool IsPath(string path) =>
        path.Length is > 0 and <= LongestPath && !path.Any(c => char.IsControl(c) || c == '\\') && path.Split('/').All(part => part is not ("" or "." or ".."));
}
