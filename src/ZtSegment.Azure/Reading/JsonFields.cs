using System.Collections.Immutable;
using System.Text.Json;

namespace ZtSegment.Azure.Reading;

/// <summary>The fields of one JSON object by name without letter case; null values are as good as absent ones.</summary>
internal sealed class JsonFields
{
    private readonly Dictionary<string, JsonElement> fields = new(StringComparer.OrdinalIgnoreCase);
    private readonly string what;

    public JsonFields(JsonElement element, string what)
    {
        this.what = what;
        if (element.ValueKind != JsonValueKind.Object)
            throw new NsgProblem($"{what} is no object");
        foreach (var field in element.EnumerateObject())
        {
            if (!fields.TryAdd(field.Name, field.Value))
                throw new NsgProblem($"{what} has `{field.Name.Shown()}` twice");
        }
    }

    public JsonElement? Find(string name) => fields.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public JsonElement Required(string name) => Find(name) ?? throw Missing(name);

    private NsgProblem Missing(string name) => new($"{what} has no `{name}`");

    /// <summary>Null where it is absent or the empty text.</summary>
    public string? Text(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString() is { Length: > 0 } text ? text : null,
        _ => throw new NsgProblem($"`{name}` of {what} is no text"),
    };

    /// <summary>Empty where it is absent.</summary>
    public ImmutableArray<JsonElement> List(string name) => Find(name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } value => [.. value.EnumerateArray()],
        _ => throw new NsgProblem($"`{name}` of {what} is no list"),
    };

    public ImmutableArray<JsonElement> RequiredList(string name) => Find(name) is null ? throw Missing(name) : List(name);

    /// <summary>What a field does that we do not know, nobody knows; an empty one does nothing.</summary>
    public void RefuseUnknown(ImmutableArray<string> known)
    {
        foreach (var (name, value) in fields)
        {
            var isEmpty = value.ValueKind == JsonValueKind.Null || (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0);
            if (!isEmpty && !known.Contains(name, StringComparer.OrdinalIgnoreCase))
                throw new NsgProblem($"{what} has a field `{name.Shown()}` whose effect is not known");
        }
    }
}

internal static class ShownText
{
    private const int Longest = 60;

    /// <summary>The text as a message can hold it.</summary>
    public static string Shown(this string text) => text.Length > Longest ? text[..Longest] + "..." : text;
}
