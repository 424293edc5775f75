using ZtSegment.Language;

namespace ZtSegment.Linux.Rendering;

/// <summary>Which rules of one direction and family share a packet.</summary>
internal static class RuleOverlaps
{
    /// <summary>Parts rules so that those of different groups share no packet; rules and groups keep their order.</summary>
    public static List<List<RankedRule>> Groups(List<RankedRule> rules, IpFamily family)
    {
        var parent = Enumerable.Range(0, rules.Count).ToArray();
        for (var i = 0; i < rules.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (Root(i) != Root(j) && rules[i].Ports.Overlaps(rules[j].Ports) && rules[i].Remote.Set[family].Overlaps(rules[j].Remote.Set[family]))
                    parent[Root(i)] = Root(j);
            }
        }

        return [.. Enumerable.Range(0, rules.Count).GroupBy(Root).Select(g => g.Select(i => rules[i]).ToList())];

        int Root(int i)
        {
            while (parent[i] != i)
                i = parent[i] = parent[parent[i]];
            return i;
        }
    }
}
