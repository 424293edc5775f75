using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Linux.Reading;

/// <summary>What a rule looks at, and the conntrack mark that it sets.</summary>
public sealed partial class NftTextReader
{
    private NftStatement ReadMatchOrMark()
    {
        var key = ImmutableArray.CreateBuilder<NftField>();
        key.Add(ReadField());
        while (scanner.Is("."))
        {
            scanner.MoveOverLines();
            key.Add(ReadField());
        }

        if (scanner.Is("set"))
            return ReadMark(key.ToImmutable());
        if (scanner.Is("vmap"))
            throw new NftProblemException("a map of verdicts is not modelled");
        if (key.Count > 1)
            return ReadJoinedMatch(key.ToImmutable());
        return scanner.Is("&") ? ReadMaskedMatch(key[0]) : ReadMatch(key[0]);
    }

    private NftField ReadField()
    {
        var word = TakeWord("a field");
        if (word is "iif" or "iifname" or "oif" or "oifname")
            return NftFields.Meta(word)!.Value;
        if (scanner.Kind != NftTokenKind.Word)
            throw new NftProblemException($"`{word}` is not modelled");
        var name = scanner.Token.ToString();
        var field = word switch
        {
            "meta" => NftFields.Meta(name),
            "ct" => NftFields.Conntrack(name),
            _ => NftFields.Payload(word, name),
        };
        if (field is null)
            throw new NftProblemException($"`{word} {name}` is not modelled");
        scanner.Move();
        return field.Value;
    }

    private NftStatement ReadMark(ImmutableArray<NftField> key)
    {
        if (key is not [NftField.ConntrackMark])
            throw new NftProblemException("setting anything but `ct mark` is not modelled");
        scanner.Move();
        if (scanner.Kind == NftTokenKind.Word && NftValues.TryNumber(scanner.Token, out var number) && number <= uint.MaxValue)
        {
            scanner.Move();
            return new NftMarkNumber((uint)number);
        }

        var fields = ImmutableArray.CreateBuilder<NftField>();
        fields.Add(ReadField());
        while (scanner.Is("."))
        {
            scanner.MoveOverLines();
            fields.Add(ReadField());
        }

        Expect("map");
        if (!scanner.Is("@"))
            throw new NftProblemException("a map that stands in a rule is not modelled");
        scanner.Move();
        return new NftMarkFromMap(fields.ToImmutable(), TakeWord("a map's name"));
    }

    private NftMatch ReadJoinedMatch(ImmutableArray<NftField> key)
    {
        var isNegated = ReadNegation();
        if (scanner.Is("@"))
        {
            scanner.Move();
            return new NftMatch(key, isNegated, null, TakeWord("a set's name"));
        }

        var joined = new NftKey([.. key.Select(NftFields.TypeOf)]);
        if (!joined.IsModelled)
            throw new NftProblemException("a key joins more than is modelled");
        var draft = new SetDraft(joined, false, true, NftElement.Never);
        if (scanner.Is("{"))
        {
            MoveInto();
            ReadElements(draft);
        }
        else
        {
            draft.Add(ReadElement(joined, false, NftElement.Never, isOverLines: false));
        }

        return new NftMatch(key, isNegated, new NftSet(null, joined, false, draft.Finish()), null);
    }

    private bool ReadNegation()
    {
        var isNegated = scanner.Is("!=");
        if (isNegated || scanner.Is("=="))
            scanner.Move();
        return isNegated;
    }

    private NftMatch ReadMatch(NftField field)
    {
        var type = NftFields.TypeOf(field);
        if (scanner.Is("<") || scanner.Is("<=") || scanner.Is(">") || scanner.Is(">="))
        {
            var comparison = scanner.Token.ToString();
            scanner.Move();
            return NftMatches.Compared(field, comparison, ReadValue(type));
        }

        var isExplicit = scanner.Is("==") || scanner.Is("!=");
        var isNegated = ReadNegation();
        if (scanner.Is("@"))
        {
            scanner.Move();
            return new NftMatch([field], isNegated, null, TakeWord("a set's name"));
        }

        if (scanner.Is("{"))
            return NftMatches.Of(field, isNegated, ReadValues(type));
        if (type is not (NftType.TcpFlags or NftType.ConntrackState))
            return NftMatches.Of(field, isNegated, [ReadRange(type)]);
        return ReadFlags(field, type, isExplicit, isNegated);
    }

    /// <summary>A list of flags without an operator is any of them, with <c>/ mask</c> these and no others of the mask.</summary>
    private NftMatch ReadFlags(NftField field, NftType type, bool isExplicit, bool isNegated)
    {
        var (bits, count) = ReadFlagList(type);
        if (scanner.Is("/"))
        {
            scanner.Move();
            return NftMatches.Masked(field, ReadFlagList(type).Bits, [bits], isNegated);
        }

        if (type == NftType.ConntrackState && count == 1)
            return NftMatches.Of(field, isNegated, [new Interval<UInt128>(bits, bits)]);
        if (isNegated)
            throw new NftProblemException("a negated list of flags is not modelled");
        return isExplicit ? NftMatches.Of(field, false, [new Interval<UInt128>(bits, bits)]) : NftMatches.AnyBit(field, bits);
    }

    /// <summary><c>tcp flags &amp; (fin | syn) == syn</c></summary>
    private NftMatch ReadMaskedMatch(NftField field)
    {
        var type = NftFields.TypeOf(field);
        if (type is not (NftType.TcpFlags or NftType.ConntrackState))
            throw new NftProblemException("a mask of anything but flags is not modelled");
        scanner.Move();
        var isGrouped = scanner.Is("(");
        var (mask, count) = ReadFlagList(type);
        if (!isGrouped && count > 1)
            throw new NftProblemException("a mask of several flags without parentheses: `&` binds tighter than `|`");
        if (!scanner.Is("==") && !scanner.Is("!="))
            throw Unexpected("`==` or `!=`");
        var isNegated = ReadNegation();
        if (!scanner.Is("{"))
            return NftMatches.Masked(field, mask, [ReadFlagList(type).Bits], isNegated);
        MoveInto();
        var values = new List<ulong>();
        while (!scanner.Is("}"))
        {
            values.Add(ReadFlagList(type, isList: false).Bits);
            SkipLines();
            if (scanner.Is(","))
                scanner.MoveOverLines();
        }

        scanner.Move();
        return NftMatches.Masked(field, mask, values, isNegated);
    }

    /// <summary>Flags joined by <c>|</c> or by commas, with or without parentheses around them.</summary>
    /// <param name="isList">Whether commas join; in braces they part.</param>
    private (ulong Bits, int Count) ReadFlagList(NftType type, bool isList = true)
    {
        var isGrouped = scanner.Is("(");
        if (isGrouped)
            scanner.MoveOverLines();
        var (bits, count) = ((ulong)ReadValue(type), 1);
        while (scanner.Is("|") || (isList && scanner.Is(",")))
        {
            scanner.MoveOverLines();
            bits |= (ulong)ReadValue(type);
            count++;
        }

        if (isGrouped)
            Expect(")");
        return (bits, count);
    }

    private List<Interval<UInt128>> ReadValues(NftType type)
    {
        MoveInto();
        var values = new List<Interval<UInt128>>();
        while (!scanner.Is("}"))
        {
            values.Add(ReadRange(type));
            SkipLines();
            if (scanner.Is(","))
                scanner.MoveOverLines();
            else if (!scanner.Is("}"))
                throw Unexpected("`,` or `}`");
        }

        scanner.Move();
        return values;
    }
}
