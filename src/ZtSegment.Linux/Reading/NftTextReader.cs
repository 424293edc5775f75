using System.Text;

namespace ZtSegment.Linux.Reading;

/// <summary>Reads nft text by nft's own grammar (nft(8)), as far as it is modelled; knows nothing of the renderer.</summary>
/// <remarks>Input is not trusted: time and memory are linear in its length, nesting is bounded, and nothing is thrown for what it says.</remarks>
//
//   text --> tokens --> table blocks, delete table, add element --> RulesetDraft --> NftRuleset
//                            |
//                            +--> anything else: a problem with its line
//
public sealed partial class NftTextReader
{
    /// <summary>Characters of a text that is read; one of 100,000 elements has about a twentieth.</summary>
    public const int MostCharacters = 128 << 20;

    private readonly NftScanner scanner;
    private readonly RulesetDraft draft = new();
    private bool isEmpty = true;

    private NftTextReader(string text) => scanner = new NftScanner(text);

    /// <param name="text">One or several transactions' worth of commands, as in a file for <c>nft -f</c>.</param>
    public static NftReading Read(string text)
    {
        if (text.Length > MostCharacters)
            return new NftReading(null, $"the text is longer than {MostCharacters} characters");
        var reader = new NftTextReader(text);
        try
        {
            return new NftReading(reader.ReadCommands(), null);
        }
        catch (NftProblemException problem)
        {
            return new NftReading(null, $"line {reader.scanner.Line}: {problem.Message}");
        }
    }

    /// <param name="utf8">As <see cref="Read(string)"/>; bytes that are no UTF-8 are a problem.</param>
    public static NftReading Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return Read(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(utf8));
        }
        catch (ArgumentException)
        {
            return new NftReading(null, "the text is not UTF-8");
        }
    }

    private NftRuleset ReadCommands()
    {
        scanner.Move();
        for (SkipSeparators(); scanner.Kind != NftTokenKind.End; SkipSeparators())
            ReadCommand();
        return draft.Finish();
    }

    private void ReadCommand()
    {
        var command = TakeWord("a command");
        if (command == "table")
        {
            ReadTable();
            return;
        }

        var target = TakeWord("what to work on");
        switch (command, target)
        {
            case ("add", "table"):
                ReadTable();
                break;
            case ("delete" or "destroy" or "flush", "table"):
                ReadTableName();
                if (command == "flush")
                    throw new NftProblemException("`flush table` leaves sets as they were");
                if (isEmpty)
                    draft.DeleteTable();
                else
                    throw new NftProblemException("the table is deleted after something was put into it");
                break;
            case ("add" or "create", "element"):
                ReadTableName();
                var set = draft.FindSet(TakeWord("a set's name")) ?? throw new NftProblemException("elements for a set that is not declared");
                MoveInto();
                ReadElements(set);
                break;
            default:
                throw new NftProblemException($"command `{command} {target}` is not modelled");
        }
    }

    private void ReadTable()
    {
        ReadTableName();
        if (!scanner.Is("{"))
            return;
        scanner.Move();
        for (SkipSeparators(); !scanner.Is("}"); SkipSeparators())
        {
            ReadTablePart();
            isEmpty = false;
        }

        scanner.Move();
    }

    private void ReadTableName()
    {
        var family = TakeWord("a table's family");
        if (scanner.Kind != NftTokenKind.Word)
            throw new NftProblemException($"table `{family}` of family ip is not ours");
        var name = TakeWord("a table's name");
        if ((family, name) != (RulesetDraft.Family, RulesetDraft.Table))
            throw new NftProblemException($"table `{family} {name}` is not ours");
    }

    private void ReadTablePart()
    {
        var part = TakeWord("a chain, set, map, counter or limit");
        switch (part)
        {
            case "chain":
                ReadChain(draft.Chain(TakeWord("a chain's name")));
                break;
            case "set" or "map":
                ReadSet(TakeWord("a set's name"), isMap: part == "map");
                break;
            case "counter" or "limit":
                TakeWord("a name");
                SkipBlock();
                break;
            case "comment":
                scanner.Move();
                break;
            default:
                throw new NftProblemException($"`{part}` in a table is not modelled");
        }
    }

    private void ReadChain(ChainDraft chain)
    {
        Expect("{");
        for (SkipSeparators(); !scanner.Is("}"); SkipSeparators())
        {
            if (scanner.Is("type"))
                ReadHook(chain);
            else if (scanner.Is("comment"))
                SkipComment();
            else
                chain.Rules.Add(ReadRule());
        }

        scanner.Move();
    }

    /// <summary><c>type filter hook input priority filter - 5; policy drop;</c></summary>
    private void ReadHook(ChainDraft chain)
    {
        scanner.Move();
        var type = TakeWord("a chain type");
        Expect("hook");
        var hook = TakeWord("a hook");
        if (!scanner.Is("priority"))
            throw new NftProblemException("a chain on a device is not modelled");
        scanner.Move();
        var priority = ReadPriority();
        var accepts = true;
        SkipSeparators();
        if (scanner.Is("policy"))
        {
            scanner.Move();
            accepts = BaseChains.Policy(TakeWord("a policy"));
        }

        chain.HangOn(BaseChains.Of(type, hook, priority, accepts));
    }

    private int ReadPriority()
    {
        var sign = TakeSign();
        var word = TakeWord("a priority");
        if (BaseChains.PriorityOf(word) is not { } named)
            return sign * (int.TryParse(word, out var number) ? number : throw new NftProblemException($"priority `{word}` is not known"));
        if (sign < 0)
            throw new NftProblemException($"priority `- {word}` is not known");
        if (!scanner.Is("-") && !scanner.Is("+"))
            return named;
        sign = TakeSign();
        return named + sign * (int.TryParse(TakeWord("a number"), out var more) && more < 1 << 20 ? more : throw new NftProblemException("a priority is no number"));
    }

    private int TakeSign()
    {
        var sign = scanner.Is("-") ? -1 : 1;
        if (scanner.Is("-") || scanner.Is("+"))
            scanner.Move();
        return sign;
    }

    /// <summary>The contents of a counter or limit make no difference to what passes.</summary>
    private void SkipBlock()
    {
        if (!scanner.Is("{"))
            return;
        while (!scanner.Is("}"))
        {
            scanner.Move();
            if (scanner.Kind == NftTokenKind.End || scanner.Is("{"))
                throw new NftProblemException("a block does not end");
        }

        scanner.Move();
    }

    private void SkipComment()
    {
        scanner.Move();
        if (scanner.Kind is not (NftTokenKind.String or NftTokenKind.Word))
            throw Unexpected("a comment");
        scanner.Move();
    }

    private void SkipSeparators()
    {
        while (scanner.Kind == NftTokenKind.NewLine || scanner.Is(";"))
            scanner.Move();
    }

    private string TakeWord(string what)
    {
        if (scanner.Kind != NftTokenKind.Word)
            throw Unexpected(what);
        var word = scanner.Token.ToString();
        scanner.Move();
        return word;
    }

    private void Expect(string token)
    {
        if (!scanner.Is(token))
            throw Unexpected($"`{token}`");
        scanner.Move();
    }

    /// <summary>Opens braces in which lines break freely.</summary>
    private void MoveInto()
    {
        if (!scanner.Is("{"))
            throw Unexpected("`{`");
        scanner.MoveOverLines();
    }

    private NftProblemException Unexpected(string wanted) => new(scanner.Kind switch
    {
        NftTokenKind.End => $"the text ends where {wanted} should be",
        NftTokenKind.NewLine => $"the line ends where {wanted} should be",
        _ => $"`{(scanner.Token.Length > 60 ? scanner.Token[..60] : scanner.Token)}` stands where {wanted} should be",
    });
}
