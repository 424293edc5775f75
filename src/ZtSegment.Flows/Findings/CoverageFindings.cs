using System.Runtime.InteropServices;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>Policies without which every end would let through the same: others that live as long allow it all.</summary>
/// <remarks>
/// All that are reported can be removed together. What a policy allows by naming workloads counts as covered only by policies that name them too,
/// since these cover both ends; otherwise a declared flow would become a composed one.
/// </remarks>
internal sealed class CoverageFindings
{
    private readonly Compilation compilation;
    private readonly Dictionary<FlowPolicy, List<(WorkloadClass Class, Direction Direction)>> ends = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<FlowPolicy> removed = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(AddressBlock, AddressBlock), bool> contains = [];

    private CoverageFindings(Compilation compilation)
    {
        this.compilation = compilation;
        foreach (var workloads in compilation.Classes.Where(IsManaged))
        {
            foreach (var direction in Enum.GetValues<Direction>())
            {
                FlowPolicy? last = null;
                foreach (var rule in workloads.Program[direction].Where(rule => rule.Policy != last))
                {
                    ref var own = ref CollectionsMarshal.GetValueRefOrAddDefault(ends, last = rule.Policy, out _);
                    (own ??= []).Add((workloads, direction));
                }
            }
        }
    }

    public static IEnumerable<Diagnostic> Of(Compilation compilation, Selection selection)
    {
        // A segment that is absent may give a port name more ports.
        if (!selection.Absence.HasFacts || !selection.Absence.HasAll(DocumentKind.Segment))
            yield break;
        var findings = new CoverageFindings(compilation);
        foreach (var policy in compilation.Policies.OrderByDescending(p => p.Policy.Position))
        {
            if (findings.CoveredBy(policy) is not { } others || policy.Policy.From.Concat(policy.Policy.To).Any(selection.MaySelectMore))
                continue;
            findings.removed.Add(policy.Policy);
            var names = others.Select(p => p.Name).Order(StringComparer.Ordinal).ToList();
            yield return FindingRules.Covered.At(
                policy.Policy.Position,
                $"everything that policy `{policy.Policy.Name}` allows is allowed by {Selection.Names(names, names.Count)}",
                "remove it, or narrow what covers it");
        }
    }

    /// <summary>The policies that cover this one; null where they do not.</summary>
    private HashSet<FlowPolicy>? CoveredBy(CompiledPolicy policy)
    {
        if (!ends.TryGetValue(policy.Policy, out var own))
            return null;
        var others = new HashSet<FlowPolicy>(ReferenceEqualityComparer.Instance);
        foreach (var (workloads, direction) in own)
        {
            var rules = workloads.Program[direction];
            foreach (var rule in rules.Where(r => r.Policy == policy.Policy))
            {
                if (!IsCovered(rule, rules, policy.Policy, others))
                    return null;
            }
        }

        return others;
    }

    private bool IsCovered(ProgramRule rule, IEnumerable<ProgramRule> rules, FlowPolicy policy, HashSet<FlowPolicy> others)
    {
        var candidates = rules.Where(r => CanCover(r, rule, policy)).ToList();
        var most = candidates.Aggregate(ProtocolPorts.Empty, (all, r) => all.Union(r.Ports));
        if (!most.Contains(rule.Ports))
            return false;
        var rest = rule.Ports;
        var partial = new List<ProgramRule>();
        foreach (var candidate in candidates)
        {
            if (Contains(candidate.Remote, rule.Remote))
            {
                if (rest.Overlaps(candidate.Ports))
                    others.Add(candidate.Policy);
                rest = rest.Subtract(candidate.Ports);
            }
            else
            {
                partial.Add(candidate);
            }
        }

        return rest.IsEmpty || IsCoveredPiecewise(rule.Remote.Set, rest, partial, others);
    }

    private static bool IsCoveredPiecewise(AddressSet addresses, ProtocolPorts ports, List<ProgramRule> candidates, HashSet<FlowPolicy> others)
    {
        var boxes = new List<(AddressSet Addresses, ProtocolPorts Ports)> { (addresses, ports) };
        foreach (var candidate in candidates)
        {
            var next = new List<(AddressSet, ProtocolPorts)>();
            foreach (var box in boxes)
            {
                var shared = box.Addresses.Intersect(candidate.Remote.Set);
                if (shared.IsEmpty || !box.Ports.Overlaps(candidate.Ports))
                {
                    next.Add(box);
                    continue;
                }

                others.Add(candidate.Policy);
                Keep(next, box.Addresses.Subtract(shared), box.Ports);
                Keep(next, shared, box.Ports.Subtract(candidate.Ports));
            }

            boxes = next;
        }

        return boxes.Count == 0;
    }

    private static void Keep(List<(AddressSet Addresses, ProtocolPorts Ports)> boxes, AddressSet addresses, ProtocolPorts ports)
    {
        if (!addresses.IsEmpty && !ports.IsEmpty)
            boxes.Add((addresses, ports));
    }

    private bool CanCover(ProgramRule other, ProgramRule rule, FlowPolicy policy) =>
        other.Policy != rule.Policy
        && (rule.Remote.Hosts.IsEmpty || !other.Remote.Hosts.IsEmpty)
        && string.Equals(rule.Remote.ServiceTag, other.Remote.ServiceTag, StringComparison.OrdinalIgnoreCase)
        && !removed.Contains(other.Policy)
        && LivesAsLong(other.Policy, policy)
        && other.Ports.Overlaps(rule.Ports);

    private static bool LivesAsLong(FlowPolicy other, FlowPolicy policy) =>
        (other.Expires is null || policy.Expires <= other.Expires)
        && (other.When is not { } demand
            || (policy.When is { } own && (own.Compliant || !demand.Compliant) && (demand.MaxRisk is null || own.MaxRisk <= demand.MaxRisk)));

    private bool Contains(AddressBlock outer, AddressBlock inner)
    {
        if (ReferenceEquals(outer, inner))
            return true;
        if (!contains.TryGetValue((outer, inner), out var known))
            contains[(outer, inner)] = known = inner.Set.Subtract(outer.Set).IsEmpty;
        return known;
    }

    private bool IsManaged(WorkloadClass workloads) => workloads.Rows.Any(row => compilation.Table.Workloads[row].IsManaged);
}
