using System.Collections.Immutable;
using System.Text;
using ZtSegment.Language;

namespace ZtSegment.Cluster.Intents;

/// <summary>The documents of one source (a team's repository): files with their paths inside the source, by path in ordinal order.</summary>
/// <remarks>Positions name a file as <c>SOURCE/PATH</c>.</remarks>
public sealed record SourceDocuments(string Source, ImmutableArray<SourceText> Files)
{
    /// <param name="files">Paths inside the source, with <c>/</c>.</param>
    public static SourceDocuments Of(string source, IEnumerable<(string Path, ReadOnlyMemory<byte> Utf8)> files) => new(
        source, [.. files.OrderBy(f => f.Path, StringComparer.Ordinal).Select(f => new SourceText($"{source}/{f.Path}", f.Utf8))]);

    /// <summary>Equal documents give equal bytes.</summary>
    internal byte[] Pack()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write7BitEncodedInt(Files.Length);
        foreach (var file in Files)
        {
            writer.Write(file.File[(Source.Length + 1)..]);
            writer.Write7BitEncodedInt(file.Utf8.Length);
            writer.Write(file.Utf8.Span);
        }

        writer.Flush();
        return bytes.ToArray();
    }

    internal static SourceDocuments Unpack(string source, byte[] packed)
    {
        using var reader = new BinaryReader(new MemoryStream(packed), Encoding.UTF8);
        var files = new (string, ReadOnlyMemory<byte>)[reader.Read7BitEncodedInt()];
        for (var i = 0; i < files.Length; i++)
            files[i] = (reader.ReadString(), reader.ReadBytes(reader.Read7BitEncodedInt()));
        return Of(source, files);
    }
}
