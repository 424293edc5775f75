using System.Buffers;

namespace ZtSegment.Language.Loading;

/// <summary>Reads resource ids of Azure network security groups.</summary>
internal static class Nsgs
{
    private const string Form =
        "/subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Network/networkSecurityGroups/<name>";

    /// <summary>Azure's naming rules: a resource group has 1-90 characters, a network security group 1-80.</summary>
    private const int LongestGroup = 90;
    private const int LongestName = 80;

    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-");

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_.");

    public static string? Read(DocumentReader reader, string what)
    {
        var at = reader.Yaml.Current;
        if (reader.Text(what) is not { } text)
            return null;
        if (IsNsgId(text))
            return reader.Interned.Text(text);
        reader.Report(DiagnosticRules.Nsg, at, $"{what} is `{text.Shown()}`, which is no resource id of a network security group", $"write {Form}");
        return null;
    }

    private static bool IsNsgId(string text) =>
        text.Split('/') is ["", var subscriptions, var subscription, var groups, var group, var providers, var provider, var kind, var name]
        && Is(subscriptions, "subscriptions")
        && Is(groups, "resourceGroups")
        && Is(providers, "providers")
        && Is(provider, "Microsoft.Network")
        && Is(kind, "networkSecurityGroups")
        && subscription.Length > 0 && !subscription.AsSpan().ContainsAnyExcept(IdCharacters)
        && group.Length is > 0 and <= LongestGroup && !group.EndsWith('.') && group.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or '(' or ')')
        && name.Length is > 0 and <= LongestName && !name.AsSpan().ContainsAnyExcept(NameCharacters)
        && char.IsAsciiLetterOrDigit(name[0]) && (char.IsAsciiLetterOrDigit(name[^1]) || name[^1] == '_');

    /// <summary>Azure compares resource ids without letter case.</summary>
    private static bool Is(string text, string expected) => text.Equals(expected, StringComparison.OrdinalIgnoreCase);
}
