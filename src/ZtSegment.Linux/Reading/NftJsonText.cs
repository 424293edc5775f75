using System.Text.Json;

namespace ZtSegment.Linux.Reading;

/// <summary>Statements of a listing as text, for people; near to what nft prints.</summary>
internal static class NftJsonText
{
    public static string Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => string.Join(' ', value.EnumerateObject().Select(Of)),
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(Of)),
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null => "",
        _ => value.GetRawText(),
    };

    private static string Of(JsonProperty property)
    {
        var value = property.Value;
        switch (property.Name)
        {
            case "match" when IsObjectWith(value, "op", "left", "right"):
                var operation = value.GetProperty("op").GetString() is "==" or "in" or null ? "" : value.GetProperty("op").GetString() + " ";
                return $"{Of(value.GetProperty("left"))} {operation}{Of(value.GetProperty("right"))}";
            case "payload" when IsObjectWith(value, "protocol", "field"):
                return $"{Of(value.GetProperty("protocol"))} {Of(value.GetProperty("field"))}";
            case "meta" or "ct" when IsObjectWith(value, "key"):
                return $"{property.Name} {Of(value.GetProperty("key"))}";
            case "mangle" when IsObjectWith(value, "key", "value"):
                return $"{Of(value.GetProperty("key"))} set {Of(value.GetProperty("value"))}";
            case "map" when IsObjectWith(value, "key", "data"):
                return $"{Of(value.GetProperty("key"))} map {Of(value.GetProperty("data"))}";
            case "prefix" when IsObjectWith(value, "addr", "len"):
                return $"{Of(value.GetProperty("addr"))}/{Of(value.GetProperty("len"))}";
            case "jump" or "goto" when IsObjectWith(value, "target"):
                return $"{property.Name} {Of(value.GetProperty("target"))}";
            case "concat" when value.ValueKind == JsonValueKind.Array:
                return string.Join(" . ", value.EnumerateArray().Select(Of));
            case "range" when value.ValueKind == JsonValueKind.Array:
                return string.Join('-', value.EnumerateArray().Select(Of));
            case "set":
                return $"{{ {Of(value)} }}";
            case "&" or "|" when value.ValueKind == JsonValueKind.Array:
                return string.Join($" {property.Name} ", value.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.Array ? $"({Of(v).Replace(", ", " | ")})" : Of(v)));
            default:
                return $"{property.Name} {Of(value)}".TrimEnd();
        }
    }

    private static bool IsObjectWith(JsonElement value, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out _))
                return false;
        }

        return true;
    }
}
