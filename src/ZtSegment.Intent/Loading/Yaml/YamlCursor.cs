using SharpYaml;
using SharpYaml.Events;

namespace ZtSegment.Language.Loading.Yaml;

/// <summary>Reads the events of one text one by one, aliases put in place, tags checked.</summary>
//
//   parser ----> (log, from the first anchor on) ----> Current
//                  |                                     ^
//                  +---- what an alias stands for -------+
//
internal sealed class YamlCursor
{
    /// <summary>Levels of mappings and lists; the language needs ten.</summary>
    public const int MaxDepth = 32;

    /// <summary>Events that the aliases of one document may add to it.</summary>
    public const int MaxAliasEvents = 100_000;

    private const string TagPrefix = "tag:yaml.org,2002:";

    private readonly IParser parser;
    private readonly DiagnosticSink sink;
    private readonly int firstLine;
    private readonly List<YamlEvent> log = [];
    private readonly Dictionary<string, Range> anchors = new(StringComparer.Ordinal);
    private readonly Stack<(string Name, int Start, int Depth)> openAnchors = new();
    private readonly Stack<(int Next, int End)> replays = new();
    private bool isLogging;
    private int depth;
    private int aliasEvents;

    /// <param name="firstLine">The line of the file that the text's first line is.</param>
    public YamlCursor(string text, int firstLine, DiagnosticSink sink)
    {
        parser = Parser.CreateParser(new StringReader(text));
        this.sink = sink;
        this.firstLine = firstLine;
    }

    public YamlEvent Current { get; private set; }

    public YamlToken Token => Current.Token;

    /// <summary>The line that the current document begins on.</summary>
    public int DocumentLine { get; private set; }

    /// <exception cref="YamlException">The text is no YAML.</exception>
    /// <exception cref="UnreadableDocumentException">The document is refused as a whole.</exception>
    public void Advance()
    {
        while (true)
        {
            if (replays.Count == 0)
            {
                Current = FromParser();
                if (isLogging)
                    log.Add(Current);
                CloseAnchors();
            }
            else
            {
                var (next, end) = replays.Pop();
                if (next == end)
                    continue;
                replays.Push((next + 1, end));
                Current = log[next];
            }

            if (Current.Token != YamlToken.Alias)
                return;
            aliasEvents += Current.Alias.End.Value - Current.Alias.Start.Value;
            if (aliasEvents > MaxAliasEvents)
                throw new UnreadableDocumentException(
                    DiagnosticRules.AliasBomb, Current.Line, Current.Column, $"aliases expand this document by more than {MaxAliasEvents} nodes", "write the values out, or refer to a group by name");
            replays.Push((Current.Alias.Start.Value, Current.Alias.End.Value));
        }
    }

    /// <summary>Passes the current node, whatever is in it.</summary>
    public void Skip()
    {
        var open = 0;
        do
        {
            if (Token is YamlToken.MappingStart or YamlToken.SequenceStart)
                open++;
            else if (Token is YamlToken.MappingEnd or YamlToken.SequenceEnd)
                open--;
            Advance();
        }
        while (open > 0);
    }

    /// <summary>Passes the current node and keeps it for <see cref="Replay"/>.</summary>
    public Range Record()
    {
        if (!isLogging)
        {
            isLogging = true;
            log.Add(Current);
        }

        // An alias that stands for the whole node is the last thing logged, and stays one event.
        var start = log.Count - 1;
        Skip();
        return start..(log.Count - 1);
    }

    /// <summary>Puts a recorded node before the current event, which must be the end of the document's mapping and is passed.</summary>
    public void Replay(Range node)
    {
        replays.Push((node.Start.Value, node.End.Value));
        Advance();
    }

    private YamlEvent FromParser()
    {
        if (!parser.MoveNext())
            return new YamlEvent(YamlToken.StreamEnd, "", default, Current.Line, Current.Column);
        var e = parser.Current!;
        var line = e.Start.Line + firstLine;
        var column = e.Start.Column + 1;
        switch (e)
        {
            case Scalar scalar:
                Open(scalar.Anchor);
                return new YamlEvent(YamlToken.Scalar, scalar.Value, KindOf(scalar, line, column), line, column);
            case MappingStart mapping:
                Open(mapping.Anchor);
                CheckTag(mapping.Tag, "map", line, column);
                Deepen(line, column);
                return new YamlEvent(YamlToken.MappingStart, "", default, line, column);
            case SequenceStart sequence:
                Open(sequence.Anchor);
                CheckTag(sequence.Tag, "seq", line, column);
                Deepen(line, column);
                return new YamlEvent(YamlToken.SequenceStart, "", default, line, column);
            case MappingEnd:
                depth--;
                return new YamlEvent(YamlToken.MappingEnd, "", default, line, column);
            case SequenceEnd:
                depth--;
                return new YamlEvent(YamlToken.SequenceEnd, "", default, line, column);
            case AnchorAlias alias:
                return new YamlEvent(YamlToken.Alias, "", default, line, column, Resolve(alias.Value, line, column));
            case DocumentStart:
                BeginDocument(line);
                return new YamlEvent(YamlToken.DocumentStart, "", default, line, column);
            case DocumentEnd:
                return new YamlEvent(YamlToken.DocumentEnd, "", default, line, column);
            case StreamStart:
                return FromParser();
            default:
                return new YamlEvent(YamlToken.StreamEnd, "", default, line, column);
        }
    }

    private void BeginDocument(int line)
    {
        DocumentLine = line;
        depth = 0;
        aliasEvents = 0;
        isLogging = false;
        log.Clear();
        anchors.Clear();
        openAnchors.Clear();
    }

    private void Deepen(int line, int column)
    {
        if (++depth > MaxDepth)
            throw new UnreadableDocumentException(
                DiagnosticRules.TooDeep, line, column, $"this document is nested more than {MaxDepth} levels deep", "no document of the language needs more than ten");
    }

    private void Open(string? anchor)
    {
        if (anchor is null)
            return;
        isLogging = true;
        openAnchors.Push((anchor, log.Count, depth));
        anchors.Remove(anchor);
    }

    /// <summary>An anchor can be referred to once its node is complete.</summary>
    private void CloseAnchors()
    {
        while (openAnchors.TryPeek(out var open) && open.Depth >= depth)
        {
            anchors[open.Name] = open.Start..log.Count;
            openAnchors.Pop();
        }
    }

    private Range Resolve(string name, int line, int column)
    {
        if (anchors.TryGetValue(name, out var range))
            return range;
        throw openAnchors.Any(open => open.Name == name)
            ? new UnreadableDocumentException(DiagnosticRules.AliasBomb, line, column, $"alias `*{name.Shown()}` stands inside the value that it refers to", "write the value out")
            : new UnreadableDocumentException(DiagnosticRules.UnknownAlias, line, column, $"alias `*{name.Shown()}` refers to no anchor of this document", $"put `&{name.Shown()}` before the value it stands for, or quote the text");
    }

    private ScalarKind KindOf(Scalar scalar, int line, int column)
    {
        var kind = scalar.Style == ScalarStyle.Plain && scalar.Tag != "!" ? CoreSchema.KindOf(scalar.Value) : ScalarKind.Text;
        if (scalar.Tag is null or "!")
            return kind;
        var expected = kind switch
        {
            ScalarKind.Null => "null",
            ScalarKind.Boolean => "bool",
            ScalarKind.Integer => "int",
            ScalarKind.Float => "float",
            _ => "str",
        };
        if (scalar.Tag == TagPrefix + "str")
            return ScalarKind.Text;
        CheckTag(scalar.Tag, expected, line, column);
        return kind;
    }

    private void CheckTag(string? tag, string expected, int line, int column)
    {
        if (tag is null or "!" || (tag.StartsWith(TagPrefix, StringComparison.Ordinal) && tag.AsSpan(TagPrefix.Length).SequenceEqual(expected)))
            return;
        var shown = tag.StartsWith(TagPrefix, StringComparison.Ordinal) ? $"!!{tag[TagPrefix.Length..]}" : tag;
        sink.Report(DiagnosticRules.Tag, line, column, $"tag `{shown.Shown()}` does not fit here: the language has no types of its own", "remove the tag");
    }
}
