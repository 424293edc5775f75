namespace ZtSegment.Language.Loading;

/// <summary>How messages show texts that users wrote.</summary>
internal static class Wording
{
    private const int Longest = 80;

    /// <summary>Cut where it is long, so that a message stays a line.</summary>
    public static string Shown(this string text)
    {
        var cut = text.Length <= Longest ? text : $"{text[..(char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest)]}…";
        return cut.AsSpan().ContainsAny('\n', '\r', '\t') ? cut.ReplaceLineEndings(" ").Replace('\t', ' ') : cut;
    }

    /// <summary><c>`a`, `b` and `c`</c>.</summary>
    public static string Listed(this IReadOnlyList<string> words) => words.Count switch
    {
        0 => "none",
        1 => $"`{words[0]}`",
        _ => $"{string.Join(", ", words.SkipLast(1).Select(w => $"`{w}`"))} and `{words[^1]}`",
    };
}
