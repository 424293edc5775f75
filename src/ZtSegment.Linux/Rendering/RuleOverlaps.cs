using ZtSegment.Language;

namespace ZtSegment.Linux.Rendering;

/// <summary>Finds which rules of one direction and family share a packet.</summary>
//
//   rules --> services by protocol and first port --sweep--> pairs that share a port --> those that share an address too
//
internal sealed class RuleOverlaps
{
    private readonly List<RankedRule> rules;
    private readonly IpFamily family;
    private readonly int[] parent;

    private RuleOverlaps(List<RankedRule> rules, IpFamily family)
    {
        this.rules = rules;
        this.family = family;
        parent = [.. Enumerable.Range(0, rules.Count)];
    }

    /// <summary>Parts rules so that those of different groups share no packet; rules and groups keep their order.</summary>
    public static IEnumerable<List<RankedRule>> Groups(List<RankedRule> rules, IpFamily family)
    {
        var overlaps = new RuleOverlaps(rules, family);
        overlaps.JoinWhatSharesPorts();
        return Enumerable.Range(0, rules.Count).GroupBy(overlaps.Root).Select(g => g.Select(i => rules[i]).ToList());
    }

    private void JoinWhatSharesPorts()
    {
        var services = new List<(Protocol Protocol, Interval<ushort> Ports, int Rule)>();
        for (var i = 0; i < rules.Count; i++)
        {
            foreach (var (protocol, ports) in rules[i].Ports.Listed)
            {
                foreach (var range in ports.Ranges.Intervals)
                    services.Add((protocol, range, i));
            }

            for (var j = 0; rules[i].Ports.Rest && j < rules.Count; j++)
                Join(i, j);
        }

        services.Sort();
        var open = new List<(Protocol Protocol, Interval<ushort> Ports, int Rule)>();
        foreach (var service in services)
        {
            open.RemoveAll(o => o.Protocol != service.Protocol || o.Ports.To < service.Ports.From);
            foreach (var other in open)
                Join(service.Rule, other.Rule);
            open.Add(service);
        }
    }

    private void Join(int one, int other)
    {
        if (Root(one) != Root(other) && rules[one].Remote.Set[family].Overlaps(rules[other].Remote.Set[family]))
            parent[Root(one)] = Root(other);
    }

    private int Root(int rule)
    {
        while (parent[rule] != rule)
            rule = parent[rule] = parent[parent[rule]];
        return rule;
    }
}
