using System.Text.Json;
using ZtSegment.Language;

namespace ZtSegment.Linux.Reading;

public sealed partial class NftJsonReader
{
    /// <summary>One value, a prefix or a range.</summary>
    private static Interval<UInt128> Range(NftType type, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return Value(type, value) is var single ? new Interval<UInt128>(single, single) : default;
        var (kind, inner) = Only(value);
        switch (kind)
        {
            case "range" when inner.ValueKind == JsonValueKind.Array && inner.GetArrayLength() == 2:
                var (from, to) = (Value(type, inner[0]), Value(type, inner[1]));
                return from <= to ? new Interval<UInt128>(from, to) : throw new NftProblemException("a range ends before it begins");
            case "prefix" when type is NftType.Ipv4Address or NftType.Ipv6Address:
                var family = type == NftType.Ipv4Address ? IpFamily.V4 : IpFamily.V6;
                var address = new Address(family, Value(type, Property(inner, "addr")));
                return Property(inner, "len").TryGetInt32(out var length) && length >= 0 && length <= Address.Bits(family)
                    ? new Cidr(address, length).Masked.Range
                    : throw new NftProblemException("a prefix length is out of range");
            default:
                throw new NftProblemException($"value `{kind}` is not modelled");
        }
    }

    private static UInt128 Value(NftType type, JsonElement value)
    {
        var known = value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetUInt64(out var number) && number <= NftFields.Largest(type)
                && type is not (NftType.Ipv4Address or NftType.Ipv6Address or NftType.Interface) ? number : (UInt128?)null,
            JsonValueKind.String => NftValues.Of(type, value.GetString()),
            _ => null,
        };
        return known ?? throw new NftProblemException($"`{Short(value)}` is no {type} that is modelled");
    }

    /// <summary>A flag, a list of flags, or flags joined by <c>|</c>.</summary>
    private static ulong Flags(NftType type, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("|", out var joined))
            value = joined;
        return value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Aggregate(0ul, (bits, flag) => bits | Flags(type, flag))
            : (ulong)Value(type, value);
    }

    /// <summary>The one property of an object.</summary>
    private static (string Name, JsonElement Value) Only(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            using var properties = value.EnumerateObject();
            if (properties.MoveNext() && properties.Current is var first && !properties.MoveNext())
                return (first.Name, first.Value);
        }

        throw new NftProblemException($"`{Short(value)}` is not modelled");
    }

    private static JsonElement Property(JsonElement value, string name) => value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var property)
        ? property
        : throw new NftProblemException($"`{Short(value)}` has no `{name}`");

    private static JsonElement.ArrayEnumerator Array(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw new NftProblemException($"`{Short(value)}` is no list");

    private static string Text(JsonElement value, string name) => String(Property(value, name));

    private static string String(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new NftProblemException($"`{Short(value)}` is no text");

    private static string Short(JsonElement value) => value.GetRawText() is var text && text.Length > 100 ? text[..100] + "..." : text;
}
