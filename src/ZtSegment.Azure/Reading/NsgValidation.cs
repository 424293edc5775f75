using System.Collections.Immutable;
using ZtSegment.Azure.Rendering;
using ZtSegment.Flows;
using ZtSegment.Language;

namespace ZtSegment.Azure.Reading;

/// <summary>What Azure would refuse of a body that can be read: it has these checks beyond the shape of the JSON.</summary>
public static class NsgValidation
{
    private const int LowestPriority = 100;
    private const int HighestPriority = 4096;
    private const int LongestName = 80;
    private const int LongestDescription = 140;

    /// <summary>One text for each thing that Azure refuses; empty where it takes the body.</summary>
    public static IReadOnlyList<string> Of(NsgBody body) =>
    [
        .. BudgetOf(body).Lines.Where(l => l.Used > l.Limit).Select(l => $"there are {l.Used} {l.Name}, of which Azure allows {l.Limit}"),
        .. body.Rules.SelectMany(OfRule),
        .. body.Rules.GroupBy(r => r.Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1)
            .Select(g => $"{g.Count()} rules are named `{g.Key.Shown()}`"),
        .. body.Rules.GroupBy(r => (r.Direction, r.Priority)).Where(g => g.Count() > 1)
            .Select(g => $"rules {string.Join(" and ", g.Take(2).Select(r => $"`{r.Name.Shown()}`"))} have one direction and priority, {g.Key.Priority}"),
    ];

    /// <summary>What the body uses of Azure's limits, of whose making it ever is.</summary>
    public static NsgBudget BudgetOf(NsgBody body) => new(
        "", body.Rules.Length, Prefixes(body, r => r.Source), Prefixes(body, r => r.Destination),
        Math.Max(body.Rules.Sum(r => r.SourcePorts.Ranges), body.Rules.Sum(r => r.DestinationPorts.Ranges)));

    private static int Prefixes(NsgBody body, Func<NsgRule, NsgSide> side) => body.Rules.Sum(r => side(r).Entries.Count(e => e.Prefix is not null));

    private static IEnumerable<string> OfRule(NsgRule rule)
    {
        var what = $"rule `{rule.Name.Shown()}`";
        if (!IsName(rule.Name))
            yield return $"`{rule.Name.Shown()}` is no name for a rule";
        if (DefaultRules.Documented.Any(d => d.Name.Equals(rule.Name, StringComparison.OrdinalIgnoreCase)))
            yield return $"{what} has the name of a default rule";
        if (rule.Priority is < LowestPriority or > HighestPriority)
            yield return $"the priority of {what} is {rule.Priority}, and not from {LowestPriority} to {HighestPriority}";
        if (rule.Description.Length > LongestDescription)
            yield return $"the description of {what} has {rule.Description.Length} characters, of which Azure allows {LongestDescription}";
        if (rule.Protocol is { HasPorts: false } && !(rule.SourcePorts.Set.IsFull && rule.DestinationPorts.Set.IsFull))
            yield return $"{what} has ports for a protocol without ports";
        if (rule.SourcePorts.IsListedAsAny || rule.DestinationPorts.IsListedAsAny)
            yield return $"{what} has `*` in a list of ports";
        if (rule.Source.Entries.Concat(rule.Destination.Entries).Select(e => e.Prefix?.Family).OfType<IpFamily>().Distinct().Count() > 1)
            yield return $"{what} mixes IPv4 and IPv6";
        foreach (var problem in OfSide(rule.Source, $"the source of {what}").Concat(OfSide(rule.Destination, $"the destination of {what}")))
            yield return problem;
    }

    private static IEnumerable<string> OfSide(NsgSide side, string what)
    {
        foreach (var entry in side.Entries.Where(e => e is { IsListed: true, Prefix: null }))
            yield return $"{what} has `{entry.Text.Shown()}` in a list, where only addresses and prefixes may stand";
        if (side.Tags.Contains("any"))
            yield return $"{what} is `Any`, which is no service tag";
        foreach (var entry in side.Entries.Where(e => e.Prefix is { HasHostBits: true }))
            yield return $"{what} has `{entry.Text}`, whose host bits are set";
        var prefixes = side.Entries.Select(e => e.Prefix).OfType<Cidr>().Select(c => c.Masked).Order().ToImmutableArray();
        for (var i = 1; i < prefixes.Length; i++)
        {
            // Of two prefixes that share an address one holds the other, and sorts before it.
            if (prefixes[i - 1].Family != prefixes[i].Family || !prefixes[i - 1].Range.Overlaps(prefixes[i].Range))
                continue;
            yield return $"{what} has overlapping prefixes, {prefixes[i - 1]} and {prefixes[i]}";
            yield break;
        }
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName
        && char.IsAsciiLetterOrDigit(name[0])
        && (char.IsAsciiLetterOrDigit(name[^1]) || name[^1] == '_')
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
}
