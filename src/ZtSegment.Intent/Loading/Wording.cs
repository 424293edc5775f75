namespace ZtSegment.Language.Loading;

/// <summary>How messages show texts that users wrote.</summary>
internal static class Wording
{
    /// <summary>Cut where it is long, so that a message stays a line.</summary>
    public static string Shown(this string text, int longest = 80)
    {
        var cut = text.Length <= longest ? text : $"{text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)]}…";
        return cut.AsSpan().ContainsAny('\n', '\r', '\t') ? cut.ReplaceLineEndings(" ").Replace('\t', ' ') : cut;
    }

    /// <summary><c>a Workload</c>, <c>an Estate</c>.</summary>
    public static string WithArticle(this DocumentKind kind) =>
        kind is DocumentKind.Estate or DocumentKind.AddressGroup or DocumentKind.EnforcementPoint ? $"an {kind}" : $"a {kind}";

    /// <summary><c>`a`, `b` and `c`</c>.</summary>
    public static string Listed(this IReadOnlyList<string> words) => words.Count switch
    {
        0 => "none",
        1 => $"`{words[0]}`",
        _ => $"{string.Join(", ", words.SkipLast(1).Select(w => $"`{w}`"))} and `{words[^1]}`",
    };
}
