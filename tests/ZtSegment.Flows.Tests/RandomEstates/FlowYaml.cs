using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ZtSegment.Flows.Tests.RandomEstates;

/// <summary>YAML in flow style: what stands behind the colon of a field.</summary>
internal static partial class FlowYaml
{
    /// <summary>Plain where no reader of YAML could take it for anything but a string, else in double quotes.</summary>
    public static string Text(string text) => Plain().IsMatch(text) && !Ambiguous().IsMatch(text)
        ? text
        : $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    public static string Flag(bool value) => value ? "true" : "false";

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");

    public static string List(IEnumerable<string> items) => $"[{string.Join(", ", items)}]";

    public static string Texts<T>(IEnumerable<T> items)
        where T : notnull => List(items.Select(i => Text(i.ToString()!)));

    /// <summary>A mapping of the fields that have a value.</summary>
    public static string Map(params IEnumerable<(string Key, string? Value)> fields)
    {
        var given = fields.Where(f => f.Value is not null).Select(f => $"{f.Key}: {f.Value}").ToList();
        return given.Count == 0 ? "{}" : $"{{ {string.Join(", ", given)} }}";
    }

    /// <summary>The list, or nothing where it is empty: the field is left out.</summary>
    public static string? Unless<T>(IReadOnlyCollection<T> items, Func<IEnumerable<T>, string> write) => items.Count == 0 ? null : write(items);

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9./_-]*$|^[0-9]+(\\.[0-9]+){3}(/[0-9]+)?$|^[0-9]+(-[0-9]+)?/[a-z]+$")]
    private static partial Regex Plain();

    [GeneratedRegex("^(true|false|null|yes|no|on|off|y|n)$", RegexOptions.IgnoreCase)]
    private static partial Regex Ambiguous();
}
