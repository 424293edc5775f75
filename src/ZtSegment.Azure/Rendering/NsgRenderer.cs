using System.Collections.Immutable;
using ZtSegment.Flows;
using ZtSegment.Language;

namespace ZtSegment.Azure.Rendering;

/// <summary>Renders what is declared for the workloads of an NSG as the body of an ARM PUT: allow rules, and one denial of all the rest each way.</summary>
/// <remarks>Canonical: equal inputs give equal bytes. Safe for use by several threads.</remarks>
//
//   AllowedTraffic --> boxes --RuleNames--> names --StickyPriorities--> SecurityRule --> NsgBudget --> NsgTemplate --> body
//                        ^                                                                  |
//                        +-------------- RectangleMerge across policies <---- over a limit -+--> refusal
//
public sealed class NsgRenderer(Compilation compilation)
{
    private const int DenyPriority = 4096;
    private const int ObservePriority = 4095;

    private static readonly Dictionary<string, int> NoPriorities = [];

    /// <param name="previous">Priorities that rules have now, by name; null: none.</param>
    public NsgRendering Render(NsgPoint point, IReadOnlyDictionary<string, int>? previous = null)
    {
        var (boxes, fixedRules, budget, refusal) = Fit(point);
        if (refusal is not null)
            return new NsgRendering(point, null, budget, NoPriorities, [], refusal);

        var named = RuleNames.Of(boxes).ToList();
        var priorities = Enum.GetValues<Direction>()
            .SelectMany(d => StickyPriorities.Assign(named.Where(n => n.Box.Direction == d).Select(n => n.Name), previous ?? NoPriorities))
            .ToDictionary(StringComparer.Ordinal);
        var rules = named.Select(n => Rule(n.Name, priorities[n.Name], n.Box)).Concat(fixedRules)
            .OrderBy(r => r.Direction).ThenBy(r => r.Priority).ToList();
        return new NsgRendering(
            point, NsgTemplate.Render(compilation.Intent.Estate?.Name, rules), budget, priorities,
            [.. rules.Where(r => r.Policies.Length > 1).OrderBy(r => r.Name, StringComparer.Ordinal).Select(r => new MergedRule(r.Name, r.Policies))],
            null);
    }

    /// <summary>What the group uses of Azure's limits, or would where it is refused.</summary>
    public NsgBudget Budget(NsgPoint point) => Fit(point).Budget;

    /// <summary>What cannot be rendered, group by group.</summary>
    public static IEnumerable<Diagnostic> Refusals(Compilation compilation) =>
        NsgPoint.Of(compilation).AsParallel().AsOrdered().Select(point => new NsgRenderer(compilation).Fit(point).Refusal).OfType<Diagnostic>();

    /// <summary>Policies are merged with each other only where they do not fit by themselves.</summary>
    private (ImmutableArray<AllowBox> Boxes, List<SecurityRule> FixedRules, NsgBudget Budget, Diagnostic? Refusal) Fit(NsgPoint point)
    {
        var (boxes, inexpressible) = AllowedTraffic.Of(compilation, point);
        var fixedRules = FixedRules(point).ToList();
        var refusals = new NsgRefusals(compilation);
        var budget = BudgetOf(point, boxes, fixedRules);
        if (inexpressible.Count > 0)
            return (boxes, fixedRules, budget, refusals.Inexpressible(point, inexpressible));
        if (!budget.IsExceeded)
            return (boxes, fixedRules, budget, null);
        var merged = RectangleMerge.AcrossOwners(boxes);
        budget = BudgetOf(point, merged, fixedRules);
        return (merged, fixedRules, budget, budget.IsExceeded ? refusals.OverBudget(budget, boxes) : null);
    }

    private static SecurityRule Rule(string name, int priority, AllowBox box)
    {
        var local = Side(box.Local, box.Family);
        var remote = box.Remote.Tag is { } tag ? new RuleSide([], tag) : Side(box.Remote.Addresses, box.Family);
        var isIn = box.Direction == Direction.Ingress;
        return new SecurityRule(
            name, priority, box.Direction, true, WordOf(box.Protocol), PortsOf(box.Ports), isIn ? remote : local, isIn ? local : remote,
            [.. box.Owners.Select(o => o.Policy).Distinct()]);
    }

    /// <summary>The denial each way; and before it, where workloads are observed, what passes from and to exactly their addresses.</summary>
    private IEnumerable<SecurityRule> FixedRules(NsgPoint point)
    {
        foreach (var direction in Enum.GetValues<Direction>())
        {
            var isIn = direction == Direction.Ingress;
            var observed = ObservedIn(point, direction);
            foreach (var (family, priority, suffix) in new[] { (IpFamily.V4, ObservePriority, ""), (IpFamily.V6, ObservePriority - 1, "-v6") })
            {
                if (observed[family].IsEmpty)
                    continue;
                var local = Side(observed[family], family);
                yield return new SecurityRule(
                    (isIn ? RuleNames.ObserveIn : RuleNames.ObserveOut) + suffix, priority, direction, true, "*", ["*"],
                    isIn ? RuleSide.Anything : local, isIn ? local : RuleSide.Anything, []);
            }

            yield return new SecurityRule(
                isIn ? RuleNames.DenyIn : RuleNames.DenyOut, DenyPriority, direction, false, "*", ["*"], RuleSide.Anything, RuleSide.Anything, []);
        }
    }

    /// <summary>An address that an enforced workload shares is enforced: the strictest counts.</summary>
    private AddressSet ObservedIn(NsgPoint point, Direction direction)
    {
        var byMode = point.Rows.ToLookup(row => compilation.ClassOf[row].Modes[direction], row => compilation.Table.Addresses[row]);
        return AddressSet.From(byMode[Mode.Observe].SelectMany(a => a)).Subtract(AddressSet.From(byMode[Mode.Enforce].SelectMany(a => a)));
    }

    private static NsgBudget BudgetOf(NsgPoint point, IEnumerable<AllowBox> boxes, IEnumerable<SecurityRule> fixedRules)
    {
        var rules = boxes.Select(b => Rule("", 0, b)).Concat(fixedRules).ToList();
        return new NsgBudget(
            point.Id, rules.Count, rules.Sum(r => r.Source.Prefixes.Length), rules.Sum(r => r.Destination.Prefixes.Length),
            rules.Sum(r => r.DestinationPorts is ["*"] ? 0 : r.DestinationPorts.Length));
    }

    private static RuleSide Side(IntervalSet<UInt128> addresses, IpFamily family) => new(
        [.. CidrCover.Of(addresses, family).Select(c => c.PrefixLength == Address.Bits(family) ? $"{c.Network}" : $"{c}")], null);

    private static ImmutableArray<string> PortsOf(PortSet ports) =>
        ports.IsFull ? ["*"] : [.. ports.Ranges.ToImmutableArray().Select(r => r.IsSingle ? $"{r.From}" : $"{r.From}-{r.To}")];

    private static string WordOf(Protocol? protocol) => protocol switch
    {
        null => "*",
        { } p when p == Protocol.Tcp => "Tcp",
        { } p when p == Protocol.Udp => "Udp",
        { } p when p == Protocol.Icmp => "Icmp",
        { } p when p == Protocol.Esp => "Esp",
        { } p when p == Protocol.Ah => "Ah",
        { } p => throw new ArgumentException($"an NSG has no word for {p}", nameof(protocol)),
    };
}
