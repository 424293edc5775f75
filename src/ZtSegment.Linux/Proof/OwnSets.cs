using ZtSegment.Language;
using ZtSegment.Linux.Reading;

namespace ZtSegment.Linux.Proof;

/// <summary>The head of a ruleset: sets that hold exactly the host's own addresses, and nothing else.</summary>
internal static class OwnSets
{
    /// <summary>The head's sets by name; null where it is anything else than the host's own addresses.</summary>
    public static IReadOnlyDictionary<string, NftSet>? Read(string head, IReadOnlyCollection<Address> addresses)
    {
        if (NftTextReader.Read(head).Ruleset is not { StartsClean: true, Chains.Count: 0 } ruleset)
            return null;
        var own = AddressSet.From(addresses);
        return ruleset.Sets.Values.All(set => IsOwn(set, own)) ? ruleset.Sets : null;
    }

    /// <summary>Names and types of the sets, as one text.</summary>
    public static string Declarations(IReadOnlyDictionary<string, NftSet> sets) =>
        string.Join(';', sets.Values.OrderBy(s => s.Name, StringComparer.Ordinal).Select(s => $"{s.Name}:{s.Key.Types[0]}"));

    private static bool IsOwn(NftSet set, AddressSet own)
    {
        if (set.IsMap || set.IsTimed || set.Key.Types is not [NftType.Ipv4Address or NftType.Ipv6Address])
            return false;
        var family = set.Key.Types[0] == NftType.Ipv4Address ? IpFamily.V4 : IpFamily.V6;
        return IntervalSet<UInt128>.From(set.Elements.Select(e => e.Wide)) == own[family];
    }
}
