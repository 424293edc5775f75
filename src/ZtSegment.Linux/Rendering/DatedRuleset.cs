using System.Globalization;
using System.Text.RegularExpressions;

namespace ZtSegment.Linux.Rendering;

/// <summary>
/// A ruleset whose policies end at absolute moments: the same text whenever it was rendered, as it is kept and sent. Timeouts, which run from
/// the moment of loading, are filled in then.
/// </summary>
/// <param name="Text">An nftables file with <c>timeout @2027-03-31T00:00:00.0000000Z</c> in place of timeouts; one element a line.</param>
public readonly partial record struct DatedRuleset(string Text)
{
    /// <summary>The file to load now. What has ended by now is left out, so that no deadline is ever outlived.</summary>
    public string At(DateTimeOffset now) => DatedElement.Replace(Text, element =>
        DateTimeOffset.Parse(element.Groups["deadline"].ValueSpan, CultureInfo.InvariantCulture) is var deadline && deadline <= now
            ? ""
            : $"{element.Groups["id"].Value} timeout {KernelTimeout.Text(KernelTimeout.Of(deadline, now))}{element.Groups["rest"].Value}")
        .Replace("\t\telements = {\n\t\t}\n", "", StringComparison.Ordinal);

    internal static string Timeout(DateTimeOffset deadline) => $" timeout @{deadline.UtcDateTime:O}";

    [GeneratedRegex(@"^(?<id>\t+[0-9]+) timeout @(?<deadline>[0-9T:.-]+Z)(?<rest>[^\n]*\n)", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex DatedElement { get; }
}
