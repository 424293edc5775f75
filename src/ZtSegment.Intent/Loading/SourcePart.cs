using System.Buffers;
using System.Text;

namespace ZtSegment.Language.Loading;

/// <summary>Whole documents of one file, or all of it: what is read at once.</summary>
/// <param name="FirstLine">The line of the file that the part begins on.</param>
internal readonly record struct SourcePart(string File, ReadOnlyMemory<byte> Utf8, int FirstLine)
{
    /// <summary>Parts are about this large: processors share even a single file, and the text of a part stays off the large object heap.</summary>
    private const int TargetBytes = 32 << 10;

    private static readonly byte[] DocumentStart = "\n---"u8.ToArray();

    /// <summary>Cuts where a line begins with <c>---</c>, which no scalar can hold (YAML 1.2, 9.1.2).</summary>
    /// <remarks>Not in a file with lines that begin with <c>%</c>: a directive belongs to the document after it.</remarks>
    public static IEnumerable<SourcePart> Split(SourceText source)
    {
        var bytes = WithoutByteOrderMark(source.Utf8);
        if (bytes.Length < 2 * TargetBytes || bytes.Span.IndexOf("\n%"u8) >= 0 || bytes.Span.StartsWith("%"u8))
            return [new SourcePart(source.File, bytes, 1)];
        return Cut(source.File, bytes);
    }

    /// <summary>The next line that begins with <c>---</c> after <paramref name="start"/>; -1 for none.</summary>
    public static int NextDocument(ReadOnlySpan<char> text, int start)
    {
        while (true)
        {
            var at = text[start..].IndexOf("\n---");
            if (at < 0)
                return -1;
            start += at + 1;
            if (start + 3 == text.Length || char.IsWhiteSpace(text[start + 3]))
                return start;
        }
    }

    /// <summary>Line breaks of all three kinds: LF, CR LF, CR.</summary>
    public static int LineBreaks(ReadOnlySpan<byte> utf8)
    {
        var returns = utf8.Count((byte)'\r');
        return utf8.Count((byte)'\n') + (returns == 0 ? 0 : returns - utf8.Count("\r\n"u8));
    }

    /// <summary>The place behind <paramref name="utf8"/>, which begins in column 1 of <paramref name="firstLine"/>; columns count UTF-16 units.</summary>
    public static (int Line, int Column) PlaceAfter(ReadOnlySpan<byte> utf8, int firstLine)
    {
        var lineStart = utf8.LastIndexOfAny((byte)'\n', (byte)'\r') + 1;
        return (firstLine + LineBreaks(utf8), Encoding.UTF8.GetCharCount(utf8[lineStart..]) + 1);
    }

    private static IEnumerable<SourcePart> Cut(string file, ReadOnlyMemory<byte> bytes)
    {
        var line = 1;
        while (!bytes.IsEmpty)
        {
            var length = LengthOfPart(bytes.Span);
            yield return new SourcePart(file, bytes[..length], line);
            line += LineBreaks(bytes.Span[..length]);
            bytes = bytes[length..];
        }
    }

    private static int LengthOfPart(ReadOnlySpan<byte> bytes)
    {
        var from = TargetBytes;
        while (from < bytes.Length)
        {
            var at = bytes[from..].IndexOf(DocumentStart);
            if (at < 0)
                break;
            var start = from + at + 1;
            if (start + 3 == bytes.Length || bytes[start + 3] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
                return start;
            from = start;
        }

        return bytes.Length;
    }

    private static ReadOnlyMemory<byte> WithoutByteOrderMark(ReadOnlyMemory<byte> bytes) =>
        bytes.Span.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
}
