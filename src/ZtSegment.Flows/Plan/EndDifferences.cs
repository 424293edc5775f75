using System.Collections.Immutable;
using ZtSegment.Flows.Graph;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Flows.Plan;

/// <summary>What an end lets through on one side of a plan and not on the other, whichever policies do.</summary>
/// <remarks>
/// Programs of like estates are mostly alike: a rule that stands on both sides under the same policy is settled by comparing its block of
/// addresses, once for each pair of blocks. Only what is left is subtracted rule by rule.
/// </remarks>
internal sealed class EndDifferences(Compilation own, Compilation other)
{
    private static readonly IpFamily[] Families = [IpFamily.V4, IpFamily.V6];

    private readonly ManagementPorts ownManagement = new(own);
    private readonly ManagementPorts otherManagement = new(other);
    private readonly BlockDifferences blocks = new();
    private readonly Dictionary<(int Own, int Other, Direction), List<EndRegion>> known = [];
    private readonly Dictionary<(int Other, Direction), ILookup<string, ProgramRule>> rulesOfOther = [];

    /// <param name="ownKind">Managed.</param>
    /// <param name="otherKind">The same workloads on the other side; null where they are not there, or unmanaged: nothing is let through there.</param>
    public List<EndRegion> Of(WorkloadKind ownKind, WorkloadKind? otherKind, Direction direction)
    {
        if (otherKind is { IsManaged: false })
            otherKind = null;
        var key = (ownKind.Number, otherKind?.Number ?? -1, direction);
        if (!known.TryGetValue(key, out var regions))
            known[key] = regions = Find(ownKind, otherKind, direction);
        return regions;
    }

    /// <summary>What of these regions the other side's end does not let through.</summary>
    public List<EndRegion> Without(IEnumerable<EndRegion> regions, WorkloadKind? otherKind, Direction direction) =>
        otherKind is { IsManaged: true } kind ? EndRegions.Without(regions, RegionsOfOther(kind, direction)) : [.. regions.Where(r => !r.IsEmpty)];

    /// <summary>One region per family, with what the enforcement target can express.</summary>
    public static IEnumerable<EndRegion> Regions(EnforcementTarget target, AddressSet remote, ProtocolPorts ports) =>
        Families.Select(family => new EndRegion(family, remote[family], TargetPorts.At(target, family, ports))).Where(r => !r.IsEmpty);

    private List<EndRegion> Find(WorkloadKind ownKind, WorkloadKind? otherKind, Direction direction)
    {
        var target = ownKind.Target!.Value;
        var management = ownManagement.Written(ownKind, direction).SelectMany(p => Regions(target, AddressSet.From([p.Remote]), p.Ports));
        var rules = ownKind.Class.Program[direction].SelectMany(rule => Regions(target, LeftOf(rule, target, otherKind, direction), rule.Ports));
        return EndRegions.Merged(Without([.. management, .. rules], otherKind, direction));
    }

    /// <summary>The remote addresses of a rule that its policy does not let through on the other side with at least these ports.</summary>
    private AddressSet LeftOf(ProgramRule rule, EnforcementTarget target, WorkloadKind? otherKind, Direction direction)
    {
        if (otherKind is null || otherKind.Target != target)
            return rule.Remote.Set;
        AddressSet? left = null;
        foreach (var same in RulesOfOther(otherKind, direction)[rule.Policy.Name])
        {
            if (same.Ports.Contains(rule.Ports))
                left = left is { } some ? some.Subtract(same.Remote.Set) : blocks.Minus(rule.Remote, same.Remote);
            if (left is { IsEmpty: true })
                break;
        }

        return left ?? rule.Remote.Set;
    }

    private ILookup<string, ProgramRule> RulesOfOther(WorkloadKind kind, Direction direction)
    {
        if (!rulesOfOther.TryGetValue((kind.Class.Number, direction), out var rules))
            rulesOfOther[(kind.Class.Number, direction)] = rules = kind.Class.Program[direction].ToLookup(r => r.Policy.Name, StringComparer.Ordinal);
        return rules;
    }

    private IEnumerable<EndRegion> RegionsOfOther(WorkloadKind kind, Direction direction) =>
        kind.Class.Program[direction].Select(rule => (Remote: rule.Remote.Set, rule.Ports))
            .Concat(otherManagement.Written(kind, direction).Select(p => (Remote: AddressSet.From([p.Remote]), p.Ports)))
            .SelectMany(part => Regions(kind.Target!.Value, part.Remote, part.Ports));
}
