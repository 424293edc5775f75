using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows.Guardrails;

/// <summary>Packets that the rules of one direction of an end leave out. Equal sets are equal, however they came about.</summary>
internal sealed class CutSet : IEquatable<CutSet>
{
    private readonly ImmutableArray<(AddressSet Remote, ProtocolPorts Ports)> parts;
    private readonly int hash;

    private CutSet(ImmutableArray<(AddressSet Remote, ProtocolPorts Ports)> parts)
    {
        this.parts = parts;
        hash = parts.Aggregate(0, (all, part) => HashCode.Combine(all, part.Remote, part.Ports));
    }

    public static CutSet Empty { get; } = new([]);

    public bool IsEmpty => parts.IsEmpty;

    /// <param name="boxes">In any order, overlapping or not.</param>
    public static CutSet Of(IEnumerable<(AddressSet Remote, ProtocolPorts Ports)> boxes)
    {
        // Each address stands in one part, with all its ports; parts have different ports, and are sorted by their first address.
        var parts = new Dictionary<ProtocolPorts, AddressSet>();
        foreach (var (remote, ports) in boxes.GroupBy(b => b.Ports, (ports, same) => (Union(same.Select(b => b.Remote)), ports)))
        {
            var rest = remote;
            foreach (var (known, addresses) in parts.ToList())
            {
                var both = addresses.Intersect(rest);
                if (both.IsEmpty)
                    continue;
                rest = rest.Subtract(both);
                Take(parts, known, both);
                Put(parts, known.Union(ports), both);
            }

            Put(parts, ports, rest);
        }

        return parts.Count == 0 ? Empty : new CutSet([.. parts.Select(p => (p.Value, p.Key)).OrderBy(p => First(p.Value))]);
    }

    /// <summary>The rules without what is in the set; a rule that loses nothing is the same one.</summary>
    public ImmutableArray<ProgramRule> Cut(ImmutableArray<ProgramRule> rules)
    {
        if (IsEmpty)
            return rules;
        var left = ImmutableArray.CreateBuilder<ProgramRule>(rules.Length);
        foreach (var rule in rules)
            Cut(rule, left);
        return left.DrainToImmutable();
    }

    public bool Equals(CutSet? other) => other is not null && hash == other.hash && parts.AsSpan().SequenceEqual(other.parts.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as CutSet);

    public override int GetHashCode() => hash;

    private void Cut(ProgramRule rule, ImmutableArray<ProgramRule>.Builder left)
    {
        var lost = parts.Where(p => p.Ports.Overlaps(rule.Ports) && p.Remote.Overlaps(rule.Remote.Set)).ToList();
        if (lost.Count == 0)
        {
            left.Add(rule);
            return;
        }

        var kept = new List<(ProtocolPorts Ports, AddressSet Remote)> { (rule.Ports, rule.Remote.Set.Subtract(Union(lost.Select(p => p.Remote)))) };
        kept.AddRange(lost.Select(part => (rule.Ports.Subtract(part.Ports), rule.Remote.Set.Intersect(part.Remote))));
        foreach (var same in kept.Where(k => !k.Ports.IsEmpty && !k.Remote.IsEmpty).GroupBy(k => k.Ports))
            left.Add(rule with { Remote = rule.Remote.Within(Union(same.Select(k => k.Remote))), Ports = same.Key });
    }

    private static void Take(Dictionary<ProtocolPorts, AddressSet> parts, ProtocolPorts ports, AddressSet addresses)
    {
        if (parts[ports].Subtract(addresses) is { IsEmpty: false } left)
            parts[ports] = left;
        else
            parts.Remove(ports);
    }

    private static void Put(Dictionary<ProtocolPorts, AddressSet> parts, ProtocolPorts ports, AddressSet addresses)
    {
        if (!addresses.IsEmpty && !ports.IsEmpty)
            parts[ports] = parts.TryGetValue(ports, out var known) ? known.Union(addresses) : addresses;
    }

    private static AddressSet Union(IEnumerable<AddressSet> sets) => new(
        IntervalSet<UInt128>.From(sets.SelectMany(s => s.V4.ToImmutableArray())), IntervalSet<UInt128>.From(sets.SelectMany(s => s.V6.ToImmutableArray())));

    private static Address First(AddressSet addresses) => addresses.V4.IsEmpty
        ? new Address(IpFamily.V6, addresses.V6.Intervals[0].From)
        : new Address(IpFamily.V4, addresses.V4.Intervals[0].From);
}

/// <summary>What both directions of an end leave out.</summary>
internal sealed record EndCut(CutSet Ingress, CutSet Egress)
{
    public static EndCut None { get; } = new(CutSet.Empty, CutSet.Empty);

    public bool IsNone => Ingress.IsEmpty && Egress.IsEmpty;

    public RuleProgram Cut(RuleProgram program) => new(Ingress.Cut(program.Ingress), Egress.Cut(program.Egress));
}
