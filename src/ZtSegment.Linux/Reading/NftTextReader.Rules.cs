using System.Collections.Immutable;

namespace ZtSegment.Linux.Reading;

public sealed partial class NftTextReader
{
    private NftRule ReadRule()
    {
        var start = scanner.Start;
        var statements = ImmutableArray.CreateBuilder<NftStatement>();
        while (scanner.Kind is not (NftTokenKind.NewLine or NftTokenKind.End) && !scanner.Is(";") && !scanner.Is("}"))
        {
            if (scanner.Is("reject"))
                statements.AddRange(ReadReject());
            else if (ReadStatement() is { } statement)
                statements.Add(statement);
        }

        if (scanner.Start == start)
            throw Unexpected("a rule");
        if (statements.SkipLast(1).Any(s => s is NftVerdict))
            throw new NftProblemException("a statement after a verdict, which nft refuses");
        return new NftRule(statements.ToImmutable(), scanner.Slice(start, scanner.PreviousEnd));
    }

    /// <summary>Null for a comment.</summary>
    private NftStatement? ReadStatement()
    {
        if (scanner.Kind != NftTokenKind.Word)
            throw Unexpected("a statement");
        switch (scanner.Token)
        {
            case "accept" or "drop" or "return" or "continue":
                return new NftVerdict(TakeWord("a verdict") switch
                {
                    "accept" => NftVerdictKind.Accept,
                    "drop" => NftVerdictKind.Drop,
                    "return" => NftVerdictKind.Return,
                    _ => NftVerdictKind.Continue,
                }, null);
            case "jump" or "goto":
                return new NftVerdict(TakeWord("a verdict") == "jump" ? NftVerdictKind.Jump : NftVerdictKind.Goto, TakeWord("a chain's name"));
            case "counter":
                return ReadCounter();
            case "log":
                SkipLog();
                return new NftLog();
            case "limit":
                SkipLimit();
                return new NftLimit();
            case "comment":
                SkipComment();
                return null;
            default:
                return ReadMatchOrMark();
        }
    }

    private IEnumerable<NftStatement> ReadReject()
    {
        scanner.Move();
        if (ReadRejectKind() is var kind && NftMatches.NeededByReject(kind) is { } needed)
            yield return needed;
        yield return new NftVerdict(NftVerdictKind.Drop, null);
    }

    private string? ReadRejectKind()
    {
        if (!scanner.Is("with"))
            return null;
        scanner.Move();
        var kind = TakeWord("how to reject");
        if (kind == "tcp")
        {
            Expect("reset");
            return kind;
        }

        if (scanner.Is("type"))
            scanner.Move();
        TakeWord("a reason");
        return kind;
    }

    private NftCounter ReadCounter()
    {
        scanner.Move();
        if (!scanner.Is("name"))
        {
            SkipCounts();
            return new NftCounter(null);
        }

        scanner.Move();
        return new NftCounter(TakeName());
    }

    private void SkipCounts()
    {
        while (scanner.Is("packets") || scanner.Is("bytes"))
        {
            scanner.Move();
            TakeWord("a number");
        }
    }

    private string TakeName()
    {
        if (scanner.Kind != NftTokenKind.String)
            return TakeWord("a name");
        var name = scanner.Token.ToString();
        scanner.Move();
        return name;
    }

    private void SkipLog()
    {
        scanner.Move();
        while (scanner.Is("prefix") || scanner.Is("group") || scanner.Is("snaplen") || scanner.Is("queue-threshold") || scanner.Is("level"))
        {
            scanner.Move();
            if (scanner.Kind is not (NftTokenKind.Word or NftTokenKind.String))
                throw Unexpected("what to log");
            scanner.Move();
        }
    }

    private void SkipLimit()
    {
        scanner.Move();
        if (scanner.Is("name"))
        {
            scanner.Move();
            TakeName();
            return;
        }

        Expect("rate");
        if (scanner.Is("over") || scanner.Is("until"))
            scanner.Move();
        TakeWord("a rate");
        if (scanner.Kind == NftTokenKind.Word && !scanner.Is("burst"))
            scanner.Move();
        Expect("/");
        TakeWord("a unit of time");
        if (!scanner.Is("burst"))
            return;
        scanner.Move();
        TakeWord("a number");
        TakeWord("packets or bytes");
    }
}
