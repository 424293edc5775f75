using System.Collections.Immutable;
using System.Text.RegularExpressions;
using ZtSegment.Language;

namespace ZtSegment.Flows.Tests.Findings;

/// <summary>What a finding says, whatever else it names in the same breath and wherever it stands.</summary>
internal sealed partial record Claim(string Code, ImmutableSortedSet<string> Words)
{
    /// <summary>Of an example only whose it is: another packet shows the same.</summary>
    private static readonly string[] ByExample = ["ZT2103", "ZT2107", "ZT2301", "ZT2304"];

    /// <summary>Warnings and notes, and errors of membership.</summary>
    public static IEnumerable<Claim> All(EstateReview review) =>
        from d in review.Diagnostics
        where d.Severity != Severity.Error || d.Code.StartsWith("ZT2", StringComparison.Ordinal)
        let words = Word().Matches(d.Message).Select(m => m.Groups[1].Value)
        select new Claim(d.Code, [.. ByExample.Contains(d.Code) ? words.Take(1) : words]);

    public bool IsPartOf(Claim other) => Code == other.Code && Words.IsSubsetOf(other.Words);

    public override string ToString() => $"{Code} {string.Join(' ', Words)}";

    [GeneratedRegex("`([^`]*)`")]
    private static partial Regex Word();
}
