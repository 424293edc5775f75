using CsCheck;
using ZtSegment.Language;
using ZtSegment.Linux.Rendering;

namespace ZtSegment.Linux.Tests.Rendering;

public sealed class ElementLayoutTests
{
    [Fact]
    public void Every_tuple_is_found_first_in_the_element_of_the_policy_that_lives_longest() => InBothFamilies((rules, family) =>
    {
        var elements = new LaidOutElements(ElementLayout.Of(rules, family), family);
        return RandomRules.Tuples(family).All(t => elements.OwnerOf(t) == OwnerByMeaning(rules, family, t));
    });

    [Fact]
    public void Elements_of_one_map_are_pairwise_disjoint() => InBothFamilies((rules, family) =>
        new LaidOutElements(ElementLayout.Of(rules, family), family).AreDisjoint);

    [Fact]
    public void Elements_fit_the_maps_that_hold_them() => InBothFamilies((rules, family) =>
        new LaidOutElements(ElementLayout.Of(rules, family), family).FitTheirMaps);

    private static void InBothFamilies(Func<RankedRule[], IpFamily, bool> holds) =>
        RandomRules.Any.Sample(rules => holds(rules, IpFamily.V4) && holds(rules, IpFamily.V6), iter: 1_500);

    private static uint? OwnerByMeaning(RankedRule[] rules, IpFamily family, Tuple tuple) => rules
        .Where(r => r.Remote.Set[family].Contains(tuple.Address) && Holds(r.Ports, family, tuple))
        .OrderByDescending(r => r.Deadline ?? DateTimeOffset.MaxValue)
        .ThenBy(r => r.Id)
        .FirstOrDefault()?.Id;

    private static bool Holds(ProtocolPorts ports, IpFamily family, Tuple tuple) =>
        ports.IsAny || ports.Listed.Any(l => l.Protocol.WireNumber(family) == tuple.Protocol && l.Ports.Contains(tuple.Port));
}
