namespace ZtSegment.Language.Loading.Yaml;

/// <summary>Documents that begin without a <c>---</c> after the <c>...</c> of another (YAML 1.2, 9.1.3), which the parser does not know.</summary>
internal static class BareDocuments
{
    private const string DocumentEnd = "...";
    private const string DocumentStart = "---";

    /// <summary>The same text, every place in it kept, with <c>---</c> where such a document begins.</summary>
    public static string Mark(string text)
    {
        if (!text.Contains(DocumentEnd, StringComparison.Ordinal))
            return text;
        char[]? marked = null;
        var ended = -1;
        foreach (var line in Lines(text))
        {
            var content = text.AsSpan(line);
            if (IsMarker(content, DocumentEnd))
            {
                ended = line.Start.Value;
                continue;
            }

            if (ended < 0 || content.TrimStart(" \t") is [] or ['#', ..])
                continue;
            if (!IsMarker(content, DocumentStart) && !content.StartsWith('%'))
                DocumentStart.CopyTo((marked ??= text.ToCharArray()).AsSpan(ended));
            ended = -1;
        }

        return marked is null ? text : new string(marked);
    }

    private static bool IsMarker(ReadOnlySpan<char> line, string marker) =>
        line.StartsWith(marker, StringComparison.Ordinal) && (line.Length == marker.Length || line[marker.Length] is ' ' or '\t');

    private static IEnumerable<Range> Lines(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var length = text.AsSpan(start).IndexOfAny('\n', '\r');
            var end = length < 0 ? text.Length : start + length;
            yield return start..end;
            start = end + 1;
        }
    }
}
