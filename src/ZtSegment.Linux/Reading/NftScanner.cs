namespace ZtSegment.Linux.Reading;

internal enum NftTokenKind
{
    End,
    NewLine,

    /// <summary>A name, a number or an address.</summary>
    Word,

    /// <summary>Without its quotes.</summary>
    String,
    Punctuation,
}

/// <summary>Cuts nft text into tokens, by nft's own lexical rules; holds the current one.</summary>
/// <remarks>A name may hold <c>/ - . \</c>; an IPv6 address is told by its colons. Comments and blanks are skipped, new lines are tokens.</remarks>
internal sealed class NftScanner(string text)
{
    private int start;
    private int length;
    private int next;

    public NftTokenKind Kind { get; private set; }

    /// <summary>The current token's text.</summary>
    public ReadOnlySpan<char> Token => text.AsSpan(start, length);

    /// <summary>Where the current token begins.</summary>
    public int Start => start;

    /// <summary>The end of the token before the current one.</summary>
    public int PreviousEnd { get; private set; }

    public int Line => text.AsSpan(0, Math.Min(start, text.Length)).Count('\n') + 1;

    public bool Is(ReadOnlySpan<char> token) => Kind is NftTokenKind.Word or NftTokenKind.Punctuation && Token.SequenceEqual(token);

    /// <summary>The text from the current token on.</summary>
    public ReadOnlySpan<char> Rest => text.AsSpan(start);

    /// <summary>Moves to the token after so many characters of <see cref="Rest"/>.</summary>
    public void Skip(int characters)
    {
        next = start + characters;
        Move();
    }

    public string Slice(int from, int to) => text[from..to];

    public void Move()
    {
        PreviousEnd = Kind == NftTokenKind.String ? start + length + 1 : start + length;
        SkipBlanks();
        start = next;
        if (next >= text.Length)
        {
            (Kind, length) = (NftTokenKind.End, 0);
            return;
        }

        var c = text[next];
        if (c == '\n')
            Take(NftTokenKind.NewLine, 1);
        else if (c == '"')
            TakeString();
        else if (AddressLength() is var address && address > 0)
            Take(NftTokenKind.Word, address);
        else if (char.IsAsciiLetter(c) || c == '_')
            TakeName();
        else if (char.IsAsciiDigit(c))
            TakeNumber();
        else
            TakePunctuation(c);
    }

    /// <summary>Moves on over new lines: for places where nft lets a line break.</summary>
    public void MoveOverLines()
    {
        do
            Move();
        while (Kind == NftTokenKind.NewLine);
    }

    private void SkipBlanks()
    {
        while (next < text.Length)
        {
            var c = text[next];
            if (c is ' ' or '\t')
                next++;
            else if (c == '#')
                next = text.IndexOf('\n', next) is var end && end < 0 ? text.Length : end;
            else if (c == '\\' && next + 1 < text.Length && text[next + 1] == '\n')
                next += 2;
            else
                return;
        }
    }

    private void Take(NftTokenKind kind, int count)
    {
        (Kind, length) = (kind, count);
        next = start + count;
    }

    private void TakeString()
    {
        var end = text.IndexOf('"', next + 1);
        if (end < 0)
        {
            Take(NftTokenKind.Punctuation, 1);
            return;
        }

        start = next + 1;
        (Kind, length) = (NftTokenKind.String, end - start);
        next = end + 1;
    }

    private void TakeName()
    {
        var end = next + 1;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '/' or '\\' or '_' or '.' or '-'))
            end++;
        Take(NftTokenKind.Word, end - next);
    }

    /// <summary>A number, a duration (<c>1h30m</c>) or a dotted IPv4 address.</summary>
    private void TakeNumber()
    {
        var end = next + 1;
        while (end < text.Length
            && (char.IsAsciiLetterOrDigit(text[end]) || (text[end] == '.' && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1]))))
            end++;
        Take(NftTokenKind.Word, end - next);
    }

    /// <summary>How many characters from here are an IPv6 address; 0 for none.</summary>
    private int AddressLength()
    {
        var (end, colons, doubled) = (next, 0, false);
        for (; end < text.Length && end - next < 46; end++)
        {
            var c = text[end];
            if (c == ':')
            {
                colons++;
                doubled |= end > next && text[end - 1] == ':';
            }
            else if (!char.IsAsciiHexDigit(c) && c != '.')
            {
                break;
            }
        }

        return doubled || colons >= 6 ? end - next : 0;
    }

    private void TakePunctuation(char c)
    {
        var isPair = next + 1 < text.Length && (c, text[next + 1]) is ('=', '=') or ('!', '=') or ('<', '=') or ('>', '=') or ('<', '<') or ('>', '>');
        Take(NftTokenKind.Punctuation, isPair ? 2 : 1);
    }
}
