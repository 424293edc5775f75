namespace ZtSegment.Language.Loading;

/// <summary>"Did you mean": the nearest known word by edit distance, if it is near.</summary>
public static class Suggestion
{
    private const int LongestWord = 100;

    /// <summary>A word of so many letters that begins another is near to it.</summary>
    private const int LeastPrefix = 4;

    public static string? For(string word, IEnumerable<string> known)
    {
        if (word.Length is 0 or > LongestWord)
            return null;
        string? nearest = null;
        var least = Math.Max(1, word.Length / 3) + 1;
        foreach (var candidate in known)
        {
            if (Math.Abs(candidate.Length - word.Length) >= least)
                continue;
            var distance = Distance(word, candidate, least);
            if (distance < least)
                (nearest, least) = (candidate, distance);
        }

        return nearest ?? (word.Length < LeastPrefix ? null : known.FirstOrDefault(k =>
            k.StartsWith(word, StringComparison.OrdinalIgnoreCase) || (k.Length >= LeastPrefix && word.StartsWith(k, StringComparison.OrdinalIgnoreCase))));
    }

    /// <summary>Optimal string alignment distance, letter case aside; at least <paramref name="limit"/> where it is not below it.</summary>
    private static int Distance(string a, string b, int limit)
    {
        Span<int> beforeLast = stackalloc int[b.Length + 1];
        Span<int> last = stackalloc int[b.Length + 1];
        Span<int> current = stackalloc int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
            last[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            var least = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = Same(a[i - 1], b[j - 1]) ? 0 : 1;
                current[j] = Math.Min(Math.Min(last[j], current[j - 1]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                    current[j] = Math.Min(current[j], beforeLast[j - 2] + 1);
                least = Math.Min(least, current[j]);
            }

            if (least >= limit)
                return limit;
            var free = beforeLast;
            beforeLast = last;
            last = current;
            current = free;
        }

        return last[b.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
