using System.Buffers;

namespace ZtSegment.Language.Loading;

/// <summary>The forms of names, as Kubernetes has them (apimachinery <c>util/validation</c>).</summary>
public static class NameSyntax
{
    public const int LongestSubdomain = 253;
    public const int LongestLabelPart = 63;
    public const int LongestPortName = 63;

    private static readonly SearchValues<char> Lower = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");
    private static readonly SearchValues<char> LowerOrDash = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
    private static readonly SearchValues<char> Alphanumeric = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    private static readonly SearchValues<char> LabelPart = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_.");

    /// <summary>A DNS subdomain name (RFC 1123): lower-case words of letters, digits and inner dashes, joined by dots.</summary>
    public static bool IsSubdomain(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > LongestSubdomain)
            return false;
        foreach (var range in text.Split('.'))
        {
            if (!IsDnsLabel(text[range]))
                return false;
        }

        return true;
    }

    /// <summary><c>[prefix/]name</c>: the prefix is a DNS subdomain name, the name has at most 63 characters.</summary>
    public static bool IsLabelKey(ReadOnlySpan<char> text)
    {
        var slash = text.IndexOf('/');
        return (slash < 0 || IsSubdomain(text[..slash])) && text.Length > slash + 1 && IsLabelPart(text[(slash + 1)..]);
    }

    /// <summary>Empty, or at most 63 letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, the first and last a letter or digit.</summary>
    public static bool IsLabelValue(ReadOnlySpan<char> text) => text.IsEmpty || IsLabelPart(text);

    /// <summary>Lower-case letters, digits and inner dashes, at least one letter, at most 63 characters.</summary>
    public static bool IsPortName(ReadOnlySpan<char> text) =>
        text.Length <= LongestPortName && IsDnsLabel(text) && text.ContainsAnyInRange('a', 'z');

    /// <summary>Words with a dot whose last has a letter, as hosts on the Internet have; a wildcard may lead.</summary>
    public static bool LooksLikeDomain(string text)
    {
        var name = text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text;
        name = name.TrimEnd('.').ToLowerInvariant();
        return IsSubdomain(name) && name.Contains('.') && name[(name.LastIndexOf('.') + 1)..].AsSpan().ContainsAnyInRange('a', 'z');
    }

    private static bool IsDnsLabel(ReadOnlySpan<char> text) =>
        !text.IsEmpty && Lower.Contains(text[0]) && Lower.Contains(text[^1]) && !text.ContainsAnyExcept(LowerOrDash);

    private static bool IsLabelPart(ReadOnlySpan<char> text) =>
        text.Length <= LongestLabelPart && Alphanumeric.Contains(text[0]) && Alphanumeric.Contains(text[^1]) && !text.ContainsAnyExcept(LabelPart);
}
