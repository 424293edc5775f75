using System.Collections.Immutable;
using System.Text.Json;
using ZtSegment.Language;

namespace ZtSegment.Linux.Reading;

/// <summary>Reads what <c>nft -j list table inet ztsegment</c> prints (libnftables-json(5)): the table as the kernel has it.</summary>
/// <remarks>Timeouts are what is left of them at the time of the listing. As with text, nothing is thrown for what it says.</remarks>
public sealed partial class NftJsonReader
{
    /// <summary>Bytes that are read; a table of 100,000 elements has about a twentieth.</summary>
    public const int MostBytes = 256 << 20;

    private readonly RulesetDraft draft = new() { StartsClean = true };

    private NftJsonReader()
    {
    }

    public static NftReading Read(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Length > MostBytes)
            return new NftReading(null, $"the listing is longer than {MostBytes} bytes");
        try
        {
            using var json = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = 32 });
            return new NftReading(new NftJsonReader().Read(json.RootElement), null);
        }
        catch (JsonException malformed)
        {
            return new NftReading(null, $"the listing is no JSON: {malformed.Message}");
        }
        catch (InvalidOperationException)
        {
            return new NftReading(null, "the listing has a value of another kind than nft prints there");
        }
        catch (NftProblemException problem)
        {
            return new NftReading(null, problem.Message);
        }
    }

    private NftRuleset Read(JsonElement root)
    {
        foreach (var entry in Array(Property(root, "nftables")))
        {
            var (kind, value) = Only(entry);
            if (kind == "metainfo")
                continue;
            CheckTable(kind, value);
            switch (kind)
            {
                case "counter" or "limit":
                    break;
                case "table":
                    if (value.TryGetProperty("flags", out _))
                        throw new NftProblemException("flags of a table are not modelled");
                    break;
                case "set" or "map":
                    ReadSet(value, isMap: kind == "map");
                    break;
                case "chain":
                    ReadChain(value);
                    break;
                case "rule":
                    draft.Chain(Text(value, "chain")).Rules.Add(ReadRule(Array(Property(value, "expr"))));
                    break;
                default:
                    throw new NftProblemException($"`{kind}` is not modelled");
            }
        }

        return draft.Finish();
    }

    private static void CheckTable(string kind, JsonElement value)
    {
        var name = Text(value, kind == "table" ? "name" : "table");
        if (Text(value, "family") != RulesetDraft.Family || name != RulesetDraft.Table)
            throw new NftProblemException($"a {kind} of table `{Text(value, "family")} {name}`, which is not ours");
    }

    private void ReadChain(JsonElement value)
    {
        var chain = draft.Chain(Text(value, "name"));
        if (!value.TryGetProperty("hook", out _))
            return;
        if (value.TryGetProperty("dev", out _))
            throw new NftProblemException("a chain on a device is not modelled");
        if (!Property(value, "prio").TryGetInt32(out var priority))
            throw new NftProblemException("a priority is no number");
        var accepts = !value.TryGetProperty("policy", out _) || BaseChains.Policy(Text(value, "policy"));
        chain.HangOn(BaseChains.Of(Text(value, "type"), Text(value, "hook"), priority, accepts));
    }

    private void ReadSet(JsonElement value, bool isMap)
    {
        var name = Text(value, "name");
        var type = Property(value, "type");
        var key = new NftKey([.. (type.ValueKind == JsonValueKind.Array ? type.EnumerateArray() : Enumerable.Repeat(type, 1)).Select(TypeNamed)]);
        if (isMap && Text(value, "map") != "mark")
            throw new NftProblemException($"`{name}`: a map to anything but marks is not modelled");
        var isInterval = false;
        if (value.TryGetProperty("flags", out var flags))
        {
            foreach (var flag in flags.ValueKind == JsonValueKind.Array ? flags.EnumerateArray() : Enumerable.Repeat(flags, 1))
            {
                isInterval |= String(flag) switch
                {
                    "interval" => true,
                    "timeout" or "constant" => false,
                    var other => throw new NftProblemException($"flag `{other}` of set `{name}` is not modelled"),
                };
            }
        }

        if (value.TryGetProperty("auto-merge", out _))
            throw new NftProblemException($"auto-merge of set `{name}` is not modelled");
        var set = draft.DeclareSet(name, key, isMap, isInterval, NftElement.Never);
        if (!value.TryGetProperty("elem", out var elements))
            return;
        foreach (var element in Array(elements))
            set.Add(ReadElement(element, key, isMap));
    }

    private static NftElement ReadElement(JsonElement element, NftKey key, bool isMap)
    {
        var value = 0u;
        if (isMap)
        {
            if (element.ValueKind != JsonValueKind.Array || element.GetArrayLength() != 2 || !element[1].TryGetUInt32(out value))
                throw new NftProblemException("an element of a map is no pair of a key and a mark");
            element = element[0];
        }

        var ends = NftElement.Never;
        if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty("elem", out var inner))
        {
            if (inner.TryGetProperty("expires", out _) || inner.TryGetProperty("timeout", out _))
                ends = Seconds(inner, inner.TryGetProperty("expires", out _) ? "expires" : "timeout");
            element = Property(inner, "val");
        }

        return ReadKey(element, key) with { Value = value, Ends = ends };
    }

    private static NftElement ReadKey(JsonElement element, NftKey key)
    {
        if (key.Types.Length == 1)
            return new NftElement(Range(key.Types[0], element), default, default, 0, NftElement.Never);
        var parts = Array(Property(element, "concat")).ToArray();
        if (parts.Length != key.Types.Length)
            throw new NftProblemException("an element has not as many parts as its set's key");
        var (wide, narrow) = (key.Wide, 0);
        var read = new NftElement(default, default, default, 0, NftElement.Never);
        for (var i = 0; i < parts.Length; i++)
        {
            var range = Range(key.Types[i], parts[i]);
            var small = new Interval<ushort>((ushort)(uint)range.From, (ushort)(uint)range.To);
            read = i == wide ? read with { Wide = range } : narrow++ == 0 ? read with { First = small } : read with { Second = small };
        }

        return read;
    }

    private static TimeSpan Seconds(JsonElement element, string name) =>
        Property(element, name).TryGetUInt32(out var seconds) ? TimeSpan.FromSeconds(seconds) : throw new NftProblemException($"`{name}` is no number of seconds");

    private static NftType TypeNamed(JsonElement name) =>
        NftFields.Named(String(name)) ?? throw new NftProblemException($"type `{name}` is not modelled");
}
