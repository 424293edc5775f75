using System.Collections.Immutable;
using ZtSegment.Flows;

namespace ZtSegment.Azure.Reading;

/// <summary>The six rules that every network security group has and that nobody can delete, by Azure's documentation.</summary>
internal static class DefaultRules
{
    public static ImmutableArray<NsgRule> Documented { get; } =
    [
        Rule("AllowVnetInBound", 65000, Direction.Ingress, true, NsgSide.Of("VirtualNetwork"), NsgSide.Of("VirtualNetwork")),
        Rule("AllowAzureLoadBalancerInBound", 65001, Direction.Ingress, true, NsgSide.Of("AzureLoadBalancer"), NsgSide.Anything),
        Rule("DenyAllInBound", 65500, Direction.Ingress, false, NsgSide.Anything, NsgSide.Anything),
        Rule("AllowVnetOutBound", 65000, Direction.Egress, true, NsgSide.Of("VirtualNetwork"), NsgSide.Of("VirtualNetwork")),
        Rule("AllowInternetOutBound", 65001, Direction.Egress, true, NsgSide.Anything, NsgSide.Of("Internet")),
        Rule("DenyAllOutBound", 65500, Direction.Egress, false, NsgSide.Anything, NsgSide.Anything),
    ];

    /// <summary>Whether these are the documented ones in meaning, in any order.</summary>
    public static bool AreThose(ImmutableArray<NsgRule> listed) => listed.Select(Meaning).Order(StringComparer.Ordinal).SequenceEqual(Documented.Select(Meaning).Order(StringComparer.Ordinal));

    private static string Meaning(NsgRule rule) =>
        $"{rule.Direction} {rule.Priority} {rule.IsAllow} {rule.Protocol} {rule.SourcePorts.Set.IsFull} {rule.DestinationPorts.Set.IsFull} {Words(rule.Source)} {Words(rule.Destination)}";

    private static string Words(NsgSide side) => string.Join(',', side.Entries.Select(e => e.Text.ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal));

    private static NsgRule Rule(string name, int priority, Direction direction, bool isAllow, NsgSide source, NsgSide destination) =>
        new(name, "", priority, direction, isAllow, null, NsgPorts.Any, NsgPorts.Any, source, destination);
}
