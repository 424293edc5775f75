using System.Globalization;

namespace ZtSegment.Language.Loading;

/// <summary>Reads times as RFC 3339 has them: a date, <c>T</c>, a time with seconds, and <c>Z</c> or an offset.</summary>
internal static class Timestamps
{
    private static readonly string[] Forms =
    [
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    public static DateTimeOffset? Read(DocumentReader reader, string what) =>
        Read(reader, what, TryParse, "write a moment with its zone, as in 2027-03-31T00:00:00Z");

    /// <summary>A date alone is its first moment in UTC.</summary>
    public static DateTimeOffset? ReadWithDate(DocumentReader reader, string what) =>
        Read(reader, what, TryParseWithDate, "write a date, as in 2026-12-31, or a moment with its zone, as in 2026-12-31T00:00:00Z");

    private static DateTimeOffset? Read(DocumentReader reader, string what, Func<string, DateTimeOffset?> parse, string remedy)
    {
        var at = reader.Yaml.Current;
        if (reader.Text(what) is not { } text)
            return null;
        if (parse(text) is { } time)
            return time;
        reader.Report(DiagnosticRules.Timestamp, at, $"{what} is `{text.Shown()}`, which is no RFC 3339 time", IsDate(text) ? $"write {text}T00:00:00Z" : remedy);
        return null;
    }

    private static DateTimeOffset? TryParse(string text)
    {
        var upper = text.ToUpperInvariant();
        var hasZone = upper.EndsWith('Z') || (upper.Length > 6 && upper[^6] is '+' or '-' && upper[^3] == ':');
        var hasDigits = upper.IndexOf('.') is var point && (point < 0 || upper.AsSpan(point + 1) is [>= '0' and <= '9', ..]);
        return hasZone && hasDigits && upper.Length <= 40 && DateTimeOffset.TryParseExact(upper, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : null;
    }

    private static DateTimeOffset? TryParseWithDate(string text) => TryParse(IsDate(text) ? $"{text}T00:00:00Z" : text);

    private static bool IsDate(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}
