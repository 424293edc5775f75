using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>Interns every distinct peer expression as an atom and binds the live policies to their atoms.</summary>
//
//   policies --> peers --> Atom (selector, when) --LabelIndex--> member rows
//                     \--> AddressBlock (CIDRs, groups)
//
public sealed class Binder
{
    private static readonly Cidr[] Unusable =
    [
        Cidr.Parse("127.0.0.0/8"), Cidr.Parse("224.0.0.0/4"), Cidr.Parse("255.255.255.255/32"), Cidr.Parse("::1/128"), Cidr.Parse("ff00::/8"),
    ];

    private readonly Intent intent;
    private readonly WorkloadTable table;
    private readonly LabelIndex index;
    private readonly Dictionary<(string Expression, PolicyCondition? When), Atom> atoms = [];
    private readonly Dictionary<string, AddressBlock> nets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int[]> selected = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LabelKeys> labelKeys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> rowByName;

    public Binder(Intent intent, WorkloadTable table)
    {
        this.intent = intent;
        this.table = table;
        index = new LabelIndex(table.Labels);
        rowByName = new Dictionary<string, int>(table.Workloads.Length, StringComparer.Ordinal);
        for (var row = 0; row < table.Workloads.Length; row++)
            rowByName[table.Workloads[row].Name] = row;
    }

    public IReadOnlyCollection<Atom> Atoms => atoms.Values;

    /// <summary>The row of a workload.</summary>
    /// <exception cref="KeyNotFoundException">There is no such workload.</exception>
    public int RowOf(string workload) => rowByName[workload];

    public int? FindRow(string workload) => rowByName.TryGetValue(workload, out var row) ? row : null;

    /// <summary>Rows that a selector matches, whatever their facts; ascending, remembered.</summary>
    public int[] Select(Selector selector)
    {
        if (!selected.TryGetValue(selector.Canonical, out var rows))
            selected[selector.Canonical] = rows = index.Select(selector);
        return rows;
    }

    public CompiledPolicy Bind(FlowPolicy policy)
    {
        var keys = policy.SameLabels.IsEmpty ? null : Intern(policy.SameLabels);
        var bound = new CompiledPolicy(
            policy,
            [.. policy.From.Select(p => Bind(p, policy.When))],
            [.. policy.To.Select(p => Bind(p, policy.When))],
            PortResolver.Split(intent, policy.Ports), keys);
        foreach (var atom in bound.From.Select(p => p.Atom).OfType<Atom>().Distinct())
            atom.FromPolicies.Add(bound);
        foreach (var atom in bound.To.Select(p => p.Atom).OfType<Atom>().Distinct())
            atom.ToPolicies.Add(bound);
        return bound;
    }

    /// <summary>The selector of a peer that selects workloads by labels; null for others.</summary>
    public Selector? SelectorOf(Peer peer) => peer switch
    {
        SegmentPeer segment => intent.SegmentsByName[segment.Name].Selector,
        SelectorPeer selector => selector.Selector,
        _ => null,
    };

    public BoundPeer Bind(Peer peer, PolicyCondition? when)
    {
        switch (peer)
        {
            case WorkloadPeer workload:
                return new BoundPeer(peer, Intern("workload:" + workload.Name, when, () => [RowOf(workload.Name)]), null);
            case AddressGroupPeer name:
                var group = intent.AddressGroupsByName[name.Name];
                return new BoundPeer(peer, null, Nets("group:" + name.Name, group.Cidrs, group.Except, group.ServiceTag));
            case CidrPeer cidr:
                return new BoundPeer(peer, null, Nets($"{cidr.Cidr} except {string.Join(' ', cidr.Except)}", [cidr.Cidr], cidr.Except));
            default:
                var selector = SelectorOf(peer)!;
                return new BoundPeer(peer, Intern("selector:" + selector.Canonical, when, () => Select(selector)), null);
        }
    }

    private AddressBlock Nets(string expression, ImmutableArray<Cidr> cidrs, ImmutableArray<Cidr> except, string? serviceTag = null)
    {
        if (!nets.TryGetValue(expression, out var known))
            nets[expression] = known = AddressBlock.OfNets(cidrs.Where(c => !IsUnusable(c)), AddressSet.From(except).Union(table.QuarantinedAddresses), serviceTag);
        return known;
    }

    /// <summary>All multicast or all loopback: nothing that a first packet could come from or go to.</summary>
    private static bool IsUnusable(Cidr cidr) => Unusable.Any(range => range.Family == cidr.Family && range.Range.Contains(cidr.Range));

    private Atom Intern(string expression, PolicyCondition? when, Func<int[]> rows)
    {
        if (atoms.TryGetValue((expression, when), out var known))
            return known;
        var all = rows();
        var members = Array.FindAll(all, row => !table.Facts[row].Quarantined && table.Meets(row, when));
        return atoms[(expression, when)] = new Atom(atoms.Count, members, all.Length > 0, table);
    }

    private LabelKeys Intern(ImmutableArray<string> keys)
    {
        ImmutableArray<string> sorted = [.. keys.Distinct().Order(StringComparer.Ordinal)];
        var text = string.Join('\n', sorted);
        if (!labelKeys.TryGetValue(text, out var known))
            labelKeys[text] = known = new LabelKeys(labelKeys.Count, sorted);
        return known;
    }
}
