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

    /// <summary>Elements of rules that overlapped, sorted by key, then by address.</summary>
    public IEnumerable<(ElementKey Key, IEnumerable<Interval<UInt128>> Addresses)> Parted(MapKind kind) => parted
        .Where(p => p.Key.Kind == kind)
        .Select(p => (p.Key, (IEnumerable<Interval<UInt128>>)p.Value.Order()));

    public static ElementLayout Of(IEnumerable<RankedRule> rules, IpFamily family)
    {
        var layout = new ElementLayout(family);
        var present = rules.Where(r => !r.Remote.Set[family].IsEmpty).Order().ToList();
        foreach (var group in RuleOverlaps.Groups(present, family))
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

        foreach (var protocols in owned.RestOf(family).Intervals)
            whole.Add((new ElementKey(MapKind.Net, protocols, Interval<ushort>.All, rule.Id), rule.Remote));
    }

    private void AddParted(List<RankedRule> rules)
    {
        int[] nets = [.. Enumerable.Range(0, rules.Count).Where(i => rules[i].IsNet)];
        var shapes = new Shapes(rules);
        var carved = new Dictionary<UInt128, OwnedPorts>();
        foreach (var (address, named) in HostCells(rules, family))
        {
            var covering = Covering(rules, nets, address);
            var owned = shapes[[.. named, .. covering]];
            var single = new Interval<UInt128>(address, address);
            if (covering.Count > 0 && NeedsIntervals(owned))
                carved[address] = owned;
            else
                AddIntervals(owned, single, nets: null);
            AddExact(owned, single);
        }

        if (nets.Length > 0)
            AddNets(rules, nets, carved, shapes);
    }

    private List<int> Covering(List<RankedRule> rules, int[] nets, UInt128 address)
    {
        var covering = new List<int>();
        foreach (var net in nets)
        {
            if (rules[net].Remote.Set[family].Contains(address))
                covering.Add(net);
        }

        return covering;
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

    /// <summary>Interval elements of one host or one stretch of addresses; without <paramref name="nets"/> those of host rules only.</summary>
    private void AddIntervals(OwnedPorts owned, Interval<UInt128> addresses, GrowingNets? nets)
    {
        var rest = owned.RestOf(family);
        foreach (var protocol in owned.Protocols)
        {
            foreach (var (range, owner) in protocol.Ranges)
            {
                if (owner.IsNet ? nets is not null : !range.IsSingle)
                    AddInterval(new ElementKey(MapKind.NetPort, Wire(protocol.Protocol), range, owner.Id), owner, addresses, nets);
            }

            if (protocol.Whole is not { } owns || owns == owned.Any || (owns.IsNet ? nets is null : !HasIntervalAbove(protocol)))
                continue;
            rest = rest.Subtract(IntervalSet<byte>.Of(Wire(protocol.Protocol)));
            AddInterval(new ElementKey(MapKind.Net, Wire(protocol.Protocol), Interval<ushort>.All, owns.Id), owns, addresses, nets);
        }

        if (owned.Any is not { } any || (any.IsNet && nets is null))
            return;
        foreach (var protocols in rest.Intervals)
            AddInterval(new ElementKey(MapKind.Net, protocols, Interval<ushort>.All, any.Id), any, addresses, nets);
    }

    /// <summary>The stretches between the ends of prefixes and around carved hosts, each with the rules that cover it.</summary>
    private void AddNets(List<RankedRule> rules, int[] nets, Dictionary<UInt128, OwnedPorts> carved, Shapes shapes)
    {
        var cuts = new SortedSet<UInt128>();
        var growing = new GrowingNets(Add);
        foreach (var rule in nets.Select(n => rules[n]))
        {
            foreach (var net in rule.Remote.Nets(family))
            {
                Cut(cuts, net);
                growing.Declare(rule.Id, net.From);
            }
        }

        foreach (var address in carved.Keys)
            Cut(cuts, new Interval<UInt128>(address, address));
        var starts = cuts.ToArray();
        for (var i = 0; i < starts.Length; i++)
        {
            var stretch = new Interval<UInt128>(starts[i], i + 1 < starts.Length ? starts[i + 1] - 1 : Address.Last(family));
            if (!carved.TryGetValue(stretch.From, out var owned))
                owned = shapes[[.. Covering(rules, nets, stretch.From)]];
            AddIntervals(owned, stretch, growing);
        }

        growing.Finish();
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

    /// <summary>Prefixes grow together; hosts stay single elements.</summary>
    private void AddInterval(ElementKey key, RankedRule owner, Interval<UInt128> addresses, GrowingNets? nets)
    {
        if (owner.IsNet)
            nets!.Add(key, addresses);
        else
            Add(key, addresses);
    }

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

    /// <summary>Who owns what under each combination of rules that was met.</summary>
    private sealed class Shapes(List<RankedRule> rules)
    {
        private readonly Dictionary<int[], OwnedPorts> known = new(IntArrayComparer.Instance);

        public OwnedPorts this[int[] combination]
        {
            get
            {
                Array.Sort(combination);
                if (!known.TryGetValue(combination, out var owned))
                    known[combination] = owned = new OwnedPorts(combination.Select(i => rules[i]));
                return owned;
            }
        }
    }
}
