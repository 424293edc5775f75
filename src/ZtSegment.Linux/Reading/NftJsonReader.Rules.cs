using System.Collections.Immutable;
using System.Text.Json;
using ZtSegment.Language;

namespace ZtSegment.Linux.Reading;

public sealed partial class NftJsonReader
{
    private static NftRule ReadRule(IEnumerable<JsonElement> expressions)
    {
        var all = expressions.ToList();
        return new NftRule([.. all.SelectMany(ReadStatements)], string.Join(' ', all.Select(NftJsonText.Of)));
    }

    private static IEnumerable<NftStatement> ReadStatements(JsonElement statement)
    {
        var (kind, value) = Only(statement);
        if (kind == "reject" && value.ValueKind == JsonValueKind.Object && NftMatches.NeededByReject(Text(value, "type")) is { } needed)
            yield return needed;
        yield return ReadStatement(statement);
    }

    private static NftStatement ReadStatement(JsonElement statement)
    {
        var (kind, value) = Only(statement);
        return kind switch
        {
            "accept" => new NftVerdict(NftVerdictKind.Accept, null),
            "drop" or "reject" => new NftVerdict(NftVerdictKind.Drop, null),
            "return" => new NftVerdict(NftVerdictKind.Return, null),
            "continue" => new NftVerdict(NftVerdictKind.Continue, null),
            "jump" => new NftVerdict(NftVerdictKind.Jump, Text(value, "target")),
            "goto" => new NftVerdict(NftVerdictKind.Goto, Text(value, "target")),
            "counter" => new NftCounter(value.ValueKind == JsonValueKind.String ? value.GetString() : null),
            "log" => new NftLog(),
            "limit" => new NftLimit(),
            "mangle" => ReadMark(value),
            "match" => ReadMatch(value),
            _ => throw new NftProblemException($"statement `{kind}` is not modelled"),
        };
    }

    private static NftStatement ReadMark(JsonElement mangle)
    {
        if (ReadKey(Property(mangle, "key")) is not [NftField.ConntrackMark])
            throw new NftProblemException("setting anything but `ct mark` is not modelled");
        var value = Property(mangle, "value");
        if (value.ValueKind == JsonValueKind.Number)
            return value.TryGetUInt32(out var mark) ? new NftMarkNumber(mark) : throw new NftProblemException("a mark is out of range");
        var map = Property(value, "map");
        return Text(map, "data") is ['@', .. var name]
            ? new NftMarkFromMap(ReadKey(Property(map, "key")), name)
            : throw new NftProblemException("a map that stands in a rule is not modelled");
    }

    private static NftMatch ReadMatch(JsonElement match)
    {
        var (operation, left, right) = (Text(match, "op"), Property(match, "left"), Property(match, "right"));
        if (operation is not ("==" or "!=" or "in" or "<" or "<=" or ">" or ">="))
            throw new NftProblemException($"operator `{operation}` is not modelled");
        var isNegated = operation == "!=";
        if (left.ValueKind == JsonValueKind.Object && left.TryGetProperty("&", out var masked))
            return ReadMasked(masked, operation, right);
        var key = ReadKey(left);
        if (operation is not ("==" or "!=" or "in"))
        {
            return key.Length == 1
                ? NftMatches.Compared(key[0], operation, Value(NftFields.TypeOf(key[0]), right))
                : throw new NftProblemException("a comparison of joined fields is not modelled");
        }

        if (right.ValueKind == JsonValueKind.String && right.GetString() is ['@', .. var name])
            return new NftMatch(key, isNegated, null, name);
        var joined = new NftKey([.. key.Select(NftFields.TypeOf)]);
        if (!joined.IsModelled)
            throw new NftProblemException("a key joins more than is modelled");
        if (right.ValueKind == JsonValueKind.Object && right.TryGetProperty("set", out var set))
            return new NftMatch(key, isNegated, new NftSet(null, joined, false, [.. Array(set).Select(e => ReadElement(e, joined, false))]), null);
        if (key.Length > 1)
            return new NftMatch(key, isNegated, new NftSet(null, joined, false, [ReadKey(right, joined)]), null);
        return joined.Types[0] is NftType.TcpFlags or NftType.ConntrackState
            ? ReadFlags(key[0], joined.Types[0], operation, right)
            : NftMatches.Of(key[0], isNegated, [Range(joined.Types[0], right)]);
    }

    /// <summary><c>in</c> is any of the flags; <c>==</c> is these and no others.</summary>
    private static NftMatch ReadFlags(NftField field, NftType type, string operation, JsonElement right)
    {
        var bits = Flags(type, right);
        if (operation == "in")
            return NftMatches.AnyBit(field, bits);
        var isNegated = operation == "!=";
        if (isNegated && (type == NftType.TcpFlags || !ulong.IsPow2(bits)))
            throw new NftProblemException("a negated list of flags is not modelled");
        return NftMatches.Of(field, isNegated, [new Interval<UInt128>(bits, bits)]);
    }

    private static NftMatch ReadMasked(JsonElement masked, string operation, JsonElement right)
    {
        if (masked.ValueKind != JsonValueKind.Array || masked.GetArrayLength() != 2 || operation is not ("==" or "!="))
            throw new NftProblemException("a mask of this kind is not modelled");
        if (ReadKey(masked[0]) is not [var field] || NftFields.TypeOf(field) is not (NftType.TcpFlags or NftType.ConntrackState))
            throw new NftProblemException("a mask of anything but flags is not modelled");
        var type = NftFields.TypeOf(field);
        List<ulong> values = right.ValueKind == JsonValueKind.Object && right.TryGetProperty("set", out var set)
            ? [.. Array(set).Select(v => Flags(type, v))]
            : [Flags(type, right)];
        return NftMatches.Masked(field, Flags(type, masked[1]), values, operation == "!=");
    }

    private static ImmutableArray<NftField> ReadKey(JsonElement key) =>
        key.ValueKind == JsonValueKind.Object && key.TryGetProperty("concat", out var parts) ? [.. Array(parts).Select(ReadField)] : [ReadField(key)];

    private static NftField ReadField(JsonElement key)
    {
        var (kind, value) = Only(key);
        var field = kind switch
        {
            "payload" => NftFields.Payload(Text(value, "protocol"), Text(value, "field")),
            "meta" => NftFields.Meta(Text(value, "key")),
            "ct" when Only(value).Name == "key" => NftFields.Conntrack(Text(value, "key")),
            _ => null,
        };
        return field ?? throw new NftProblemException($"`{Short(key)}` is not modelled");
    }
}
