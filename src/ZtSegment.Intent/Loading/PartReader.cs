using System.Buffers;
using System.Text;
using System.Text.Unicode;
using SharpYaml;
using ZtSegment.Language.Loading.Yaml;

namespace ZtSegment.Language.Loading;

/// <summary>Reads the documents of one part of a file; a document that is no YAML does not hide the ones after it.</summary>
internal static class PartReader
{
    /// <summary>Unreadable documents of one part before the rest of it is given up.</summary>
    private const int MostUnreadable = 50;

    /// <summary>Bytes of a part that cannot be cut; more would strain the memory of whoever validates it.</summary>
    private const int LargestPart = 256 << 20;

    /// <summary>
    /// What no YAML text may hold unescaped: C0 controls beside tab, line feed and carriage return; DEL. And what shows a reader another text than
    /// is loaded: line breaks of YAML 1.1 that editors and diffs do not break at (a document may hide behind a <c>#</c>), and bidirectional controls.
    /// </summary>
    private static readonly SearchValues<char> Controls = SearchValues.Create(
        "\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u000B\u000C\u000E\u000F\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001A\u001B\u001C\u001D\u001E\u001F\u007F"
        + "\u0085\u2028\u2029\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069");

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-.");

    public static LoadedPart Read(SourcePart source, Interned interned)
    {
        var part = new LoadedPart(source.File);
        if (Decode(source, part.Sink) is { } text)
            ReadDocuments(text, source.FirstLine, part, interned);
        else
            Refuse(part, source);
        return part;
    }

    private static void ReadDocuments(string text, int firstLine, LoadedPart part, Interned interned)
    {
        for (var unreadable = 0; ; unreadable++)
        {
            var failedAt = TryReadDocuments(text, firstLine, part, interned);
            part.Sink.EndDocument();
            if (failedAt is not { } line)
                return;
            part.Refused.Add(RefusedDocument.Unreadable);
            var start = StartOfLine(text, 0, line - firstLine);
            var next = unreadable == MostUnreadable ? -1 : SourcePart.NextDocument(text, start);
            AddWords(part, text.AsSpan(start..(next < 0 ? text.Length : next)));
            if (next < 0)
                return;
            firstLine += LineBreaks(text.AsSpan(0, next));
            text = text[next..];
        }
    }

    /// <summary>Null where all was read; else the line that the unreadable document begins on.</summary>
    private static int? TryReadDocuments(string text, int firstLine, LoadedPart part, Interned interned)
    {
        var yaml = new YamlCursor(text, firstLine, part.Sink);
        var reader = new DocumentReader(yaml, part.Sink, part, interned);
        try
        {
            var (line, start) = (firstLine, 0);
            yaml.Advance();
            while (yaml.Token == YamlToken.DocumentStart)
            {
                yaml.Advance();
                if (!AnyDocument.Read(reader))
                {
                    start = StartOfLine(text, start, yaml.DocumentLine - line);
                    line = yaml.DocumentLine;
                    AddWords(part, text.AsSpan(start..(SourcePart.NextDocument(text, start) is var next and >= 0 ? next : text.Length)));
                }

                part.Sink.EndDocument();
                yaml.Advance();
            }

            return null;
        }
        catch (YamlException e)
        {
            SyntaxMessage.Report(part.Sink, e, text, firstLine);
        }
        catch (UnreadableDocumentException e)
        {
            part.Sink.Report(e.Rule, e.Line, e.Column, e.Message, e.Remedy);
        }

        return yaml.DocumentLine == 0 ? firstLine : yaml.DocumentLine;
    }

    /// <summary>The text may declare documents of any name that stands in it.</summary>
    private static void AddWords(LoadedPart part, ReadOnlySpan<char> text)
    {
        var words = part.RefusedWords.GetAlternateLookup<ReadOnlySpan<char>>();
        while (text.IndexOfAny(NameCharacters) is var start and >= 0)
        {
            text = text[start..];
            var length = text.IndexOfAnyExcept(NameCharacters) is var end and >= 0 ? end : text.Length;
            words.Add(text[..length]);
            text = text[length..];
        }
    }

    private static void Refuse(LoadedPart part, SourcePart source)
    {
        part.Refused.Add(RefusedDocument.Unreadable);
        AddWords(part, Encoding.UTF8.GetString(source.Utf8.Span[..Math.Min(source.Utf8.Length, LargestPart)]));
    }

    private static string? Decode(SourcePart source, DiagnosticSink sink)
    {
        var bytes = source.Utf8.Span;
        if (bytes.Length > LargestPart)
        {
            sink.Report(DiagnosticRules.TooLarge, source.FirstLine, 1, $"{bytes.Length >> 20} MiB without a line that begins with `---`", $"split it: at most {LargestPart >> 20} MiB are read at once");
            return null;
        }

        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            sink.Report(DiagnosticRules.Encoding, source.FirstLine, 1, "the file is UTF-16", "save it as UTF-8");
            return null;
        }

        var text = string.Create(Encoding.UTF8.GetCharCount(bytes), source, static (chars, part) =>
            Utf8.ToUtf16(part.Utf8.Span, chars, out _, out _));
        if (!Utf8.IsValid(bytes))
        {
            ReportBadByte(source, sink);
            return null;
        }

        var control = text.AsSpan().IndexOfAny(Controls);
        if (control < 0)
            return BareDocuments.Mark(text);
        var (line, column) = SourcePart.PlaceAfter(Encoding.UTF8.GetBytes(text[..control]), source.FirstLine);
        sink.Report(DiagnosticRules.ControlCharacter, line, column, $"a control character, U+{(int)text[control]:X4}", "remove it, or write it as an escape in a quoted text");
        return null;
    }

    private static void ReportBadByte(SourcePart source, DiagnosticSink sink)
    {
        var bytes = source.Utf8.Span;
        var good = 0;
        while (Rune.DecodeFromUtf8(bytes[good..], out _, out var length) == OperationStatus.Done)
            good += length;
        var (line, column) = SourcePart.PlaceAfter(bytes[..good], source.FirstLine);
        sink.Report(DiagnosticRules.Encoding, line, column, $"the byte 0x{bytes[good]:X2} is not UTF-8", "save the file as UTF-8");
    }

    private static int StartOfLine(string text, int at, int breaksBefore)
    {
        for (; breaksBefore > 0 && at < text.Length; breaksBefore--)
        {
            at += text.AsSpan(at).IndexOfAny('\n', '\r') + 1;
            if (text[at - 1] == '\r' && at < text.Length && text[at] == '\n')
                at++;
        }

        return at;
    }

    private static int LineBreaks(ReadOnlySpan<char> text)
    {
        var returns = text.Count('\r');
        return text.Count('\n') + (returns == 0 ? 0 : returns - text.Count("\r\n"));
    }
}
