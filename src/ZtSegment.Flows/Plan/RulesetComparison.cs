using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Flows.Plan;

/// <summary>Whether two classes come to rulesets of the same meaning: the same packets, each for as long, in the same modes.</summary>
/// <remarks>Which policy a packet is counted for is no part of it. Answers are kept, since classes are few.</remarks>
internal sealed class RulesetComparison
{
    private readonly BlockDifferences blocks = new();
    private readonly Dictionary<(WorkloadClass, WorkloadClass, EnforcementTarget), bool> known = [];

    /// <param name="target">A host, which goes by prefixes; or a network security group, which goes by service tags where there are some.</param>
    public bool AreSame(WorkloadClass one, WorkloadClass other, EnforcementTarget target)
    {
        if (!known.TryGetValue((one, other, target), out var same))
        {
            known[(one, other, target)] = same = one.Modes == other.Modes
                && new[] { Direction.Ingress, Direction.Egress }.All(d =>
                    IsIn(one.Program[d], other.Program[d], target) && IsIn(other.Program[d], one.Program[d], target));
        }

        return same;
    }

    private bool IsIn(IEnumerable<ProgramRule> rules, IReadOnlyCollection<ProgramRule> others, EnforcementTarget target)
    {
        var byPolicy = others.ToLookup(r => r.Policy.Name, StringComparer.Ordinal);
        return rules.All(rule => byPolicy[rule.Policy.Name].Any(other => Holds(other, rule, target)) || IsIn(rule, others.Where(other => LivesAsLong(other, rule, target)), target));
    }

    private bool Holds(ProgramRule other, ProgramRule rule, EnforcementTarget target) =>
        LivesAsLong(other, rule, target) && other.Ports.Contains(rule.Ports) && HasTag(other, rule.Remote.ServiceTag) && blocks.Minus(rule.Remote, other.Remote).IsEmpty;

    private static bool IsIn(ProgramRule rule, IEnumerable<ProgramRule> others, EnforcementTarget target)
    {
        if (target == EnforcementTarget.Nsg && rule.Remote.ServiceTag is { } tag)
            return others.Where(other => HasTag(other, tag)).Aggregate(ProtocolPorts.Empty, (all, other) => all.Union(other.Ports)).Contains(rule.Ports);
        var regions = EndDifferences.Regions(target, rule.Remote.Set, rule.Ports);
        return EndRegions.Without(regions, others
            .Where(other => target != EnforcementTarget.Nsg || other.Remote.ServiceTag is null)
            .SelectMany(other => EndDifferences.Regions(target, other.Remote.Set, other.Ports))).Count == 0;
    }

    private static bool HasTag(ProgramRule rule, string? tag) => string.Equals(rule.Remote.ServiceTag, tag, StringComparison.OrdinalIgnoreCase);

    /// <summary>A security group holds no deadlines: it is rendered again when one has passed.</summary>
    private static bool LivesAsLong(ProgramRule other, ProgramRule rule, EnforcementTarget target) =>
        target == EnforcementTarget.Nsg || other.Policy.Expires is not { } end || (rule.Policy.Expires is { } wanted && wanted <= end);
}
