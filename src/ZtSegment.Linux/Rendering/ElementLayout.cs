using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ZtSegment.Flows;
using ZtSegment.Language;

namespace ZtSegment.Linux.Rendering;

/// <summary>Lays the rules of one direction and family out over the four maps, so that elements of one map never overlap.</summary>
/// <remarks>
/// A packet is looked up in the order of <see cref="MapKind"/>, so an earlier map may overlay a later one; where it does, the earlier
/// element's owner is the better one. Rules that overlap nothing are laid out as they are; only those that do are taken apart.
/// </remarks>
//
//   rules --> overlapping? --no--> block as it is, per protocol and port range
//                          --yes-> by address: who owns what (OwnedPorts) --> elements
//
internal sealed class ElementLayout
{
    private readonly IpFamily family;
    private readonly SortedDictionary<ElementKey, List<Interval<UInt128>>> parted = [];
    private readonly List<(ElementKey Key, AddressBlock Block)> whole = [];

    private ElementLayout(IpFamily family) => this.family = family;

    /// <summary>Elements that share a whole block of addresses, sorted by key.</summary>
    public IEnumerable<(ElementKey Key, AddressBlock Block)> Whole(MapKind kind) => whole
        .Where(w => w.Key.Kind == kind)
        .OrderBy(w => w.Key)
        .ThenBy(w => w.Block.Set[family].Intervals[0].From);

    /// <summary>Elements of rules that overlapped, sorted by key, then by address; intervals that adjoin are one.</summary>
    public IEnumerable<(ElementKey Key, IEnumerable<Interval<UInt128>> Addresses)> Parted(MapKind kind) => parted
        .Where(p => p.Key.Kind == kind)
        .Select(p => (p.Key, kind is MapKind.Net or MapKind.NetPort ? IntervalSet<UInt128>.From(p.Value).ToImmutableArray() : (IEnumerable<Interval<UInt128>>)p.Value.Order()));

    public static ElementLayout Of(IEnumerable<RankedRule> rules, IpFamily family)
    {
        var layout = new ElementLayout(family);
        var present = rules.Where(r => !r.Remote.Set[family].IsEmpty).Order().ToList();
        foreach (var group in OverlapGroups(present, family))
        {
            if (group.Count == 1)
                layout.AddWhole(group[0]);
            else
                layout.AddParted(group);
        }

        return layout;
    }

    private void AddWhole(RankedRule rule)
    {
        var owned = new OwnedPorts([rule]);
        foreach (var protocol in owned.Protocols)
        {
            foreach (var (range, _) in protocol.Ranges)
                whole.Add((new ElementKey(rule.IsNet || !range.IsSingle ? MapKind.NetPort : MapKind.HostPort, Wire(protocol.Protocol), range, rule.Id), rule.Remote));
            if (protocol.Whole is not null)
                whole.Add((new ElementKey(rule.IsNet ? MapKind.Net : MapKind.Host, Wire(protocol.Protocol), Interval<ushort>.All, rule.Id), rule.Remote));
        }

        if (owned.Any is not null)
            whole.Add((new ElementKey(MapKind.Net, Interval<byte>.All, Interval<ushort>.All, rule.Id), rule.Remote));
    }

    private void AddParted(List<RankedRule> rules)
    {
        var nets = rules.Where(r => r.IsNet).ToList();
        var carved = new List<(UInt128 Address, int[] Hosts)>();
        var shapes = new Dictionary<int[], OwnedPorts>(IntArrayComparer.Instance);
        foreach (var (address, named) in HostCells(rules, family))
        {
            int[] all = [.. named, .. Enumerable.Range(0, rules.Count).Where(i => rules[i].IsNet && rules[i].Remote.Set[family].Contains(address))];
            Array.Sort(all);
            if (!shapes.TryGetValue(all, out var owned))
                shapes[all] = owned = new OwnedPorts(all.Select(i => rules[i]));
            var single = new Interval<UInt128>(address, address);
            var covered = all.Length > named.Length;
            if (covered && NeedsIntervals(owned))
                carved.Add((address, all));
            else
                AddIntervals(owned, single, hostRules: true);
            AddExact(owned, single);
        }

        if (nets.Count > 0)
            AddNets(rules, carved);
    }

    /// <summary>Exact elements of one host: single ports, and whole protocols where nothing better lies in the interval maps.</summary>
    private void AddExact(OwnedPorts owned, Interval<UInt128> address)
    {
        foreach (var protocol in owned.Protocols)
        {
            foreach (var (range, owner) in protocol.Ranges)
            {
                if (range.IsSingle && !owner.IsNet)
                    Add(MapKind.HostPort, protocol.Protocol, range, owner, address);
            }

            if (protocol.Whole is { IsNet: false } owns && owns != owned.Any && !HasIntervalAbove(protocol))
                Add(MapKind.Host, protocol.Protocol, Interval<ushort>.All, owns, address);
        }
    }

    /// <summary>Interval elements of one host or one stretch of addresses; <paramref name="hostRules"/>: those of host rules only.</summary>
    private void AddIntervals(OwnedPorts owned, Interval<UInt128> addresses, bool hostRules)
    {
        var rest = IntervalSet<byte>.Full;
        foreach (var protocol in owned.Protocols)
        {
            foreach (var (range, owner) in protocol.Ranges)
            {
                if (owner.IsNet ? !hostRules : !range.IsSingle)
                    Add(MapKind.NetPort, protocol.Protocol, range, owner, addresses);
            }

            if (protocol.Whole is not { } owns || owns == owned.Any || (owns.IsNet ? hostRules : !HasIntervalAbove(protocol)))
                continue;
            rest = rest.Subtract(IntervalSet<byte>.Of(Wire(protocol.Protocol)));
            Add(MapKind.Net, protocol.Protocol, Interval<ushort>.All, owns, addresses);
        }

        if (owned.Any is not { } any || (any.IsNet && hostRules))
            return;
        foreach (var protocols in rest.Intervals)
            Add(new ElementKey(MapKind.Net, protocols, Interval<ushort>.All, any.Id), addresses);
    }

    /// <summary>The stretches between the ends of prefixes and around carved hosts, each with the rules that cover it.</summary>
    private void AddNets(List<RankedRule> rules, List<(UInt128 Address, int[] Rules)> carved)
    {
        var cuts = new SortedSet<UInt128>();
        foreach (var rule in rules.Where(r => r.IsNet))
        {
            foreach (var net in rule.Remote.Nets(family))
                Cut(cuts, net);
        }

        foreach (var (address, _) in carved)
            Cut(cuts, new Interval<UInt128>(address, address));
        var carvedRules = carved.ToDictionary(c => c.Address, c => c.Rules);
        var shapes = new Dictionary<int[], OwnedPorts>(IntArrayComparer.Instance);
        var starts = cuts.ToArray();
        for (var i = 0; i < starts.Length; i++)
        {
            var stretch = new Interval<UInt128>(starts[i], i + 1 < starts.Length ? starts[i + 1] - 1 : Address.Last(family));
            var isHost = carvedRules.TryGetValue(stretch.From, out var covering);
            covering ??= [.. Enumerable.Range(0, rules.Count).Where(r => rules[r].IsNet && rules[r].Remote.Set[family].Contains(stretch.From))];
            if (covering.Length == 0)
                continue;
            if (!shapes.TryGetValue(covering, out var owned))
                shapes[covering] = owned = new OwnedPorts(covering.Select(r => rules[r]));
            AddIntervals(owned, isHost ? new Interval<UInt128>(stretch.From, stretch.From) : stretch, hostRules: false);
        }
    }

    private void Cut(SortedSet<UInt128> cuts, Interval<UInt128> net)
    {
        cuts.Add(net.From);
        if (net.To != Address.Last(family))
            cuts.Add(net.To + 1);
    }

    /// <summary>Whether a host rule must lie in an interval map at this address.</summary>
    private static bool NeedsIntervals(OwnedPorts owned) =>
        owned.Any is { IsNet: false }
        || owned.Protocols.Any(p => p.Ranges.Any(r => !r.Owner.IsNet && !r.Range.IsSingle)
            || (p.Whole is { IsNet: false } && HasIntervalAbove(p)));

    /// <summary>Whether part of the protocol has a better owner that lies in an interval map, which is looked up after the exact ones.</summary>
    private static bool HasIntervalAbove(OwnedProtocol protocol) => protocol.Ranges.Any(r => r.Owner.IsNet || !r.Range.IsSingle);

    private void Add(MapKind kind, Protocol protocol, Interval<ushort> ports, RankedRule owner, Interval<UInt128> addresses) =>
        Add(new ElementKey(kind, Wire(protocol), ports, owner.Id), addresses);

    private void Add(ElementKey key, Interval<UInt128> addresses)
    {
        if (!parted.TryGetValue(key, out var list))
            parted[key] = list = [];
        list.Add(addresses);
    }

    private Interval<byte> Wire(Protocol protocol) => new(protocol.WireNumber(family), protocol.WireNumber(family));

    /// <summary>Each host address with the rules that name it, by address.</summary>
    private static IEnumerable<(UInt128 Address, int[] Rules)> HostCells(List<RankedRule> rules, IpFamily family)
    {
        var named = new List<(UInt128 Address, int Rule)>();
        for (var i = 0; i < rules.Count; i++)
        {
            foreach (var host in rules[i].Remote.Hosts)
            {
                if (host.Family == family)
                    named.Add((host.Value, i));
            }
        }

        named.Sort();
        for (int i = 0, next; i < named.Count; i = next)
        {
            for (next = i + 1; next < named.Count && named[next].Address == named[i].Address;)
                next++;
            yield return (named[i].Address, [.. CollectionsMarshal.AsSpan(named)[i..next].ToArray().Select(n => n.Rule)]);
        }
    }

    /// <summary>Parts rules so that those of different groups share no packet.</summary>
    private static List<List<RankedRule>> OverlapGroups(List<RankedRule> rules, IpFamily family)
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
