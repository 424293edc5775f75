using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows.Graph;

/// <summary>What one policy lets through.</summary>
/// <param name="Policy">Index into <see cref="Intent.Policies"/>.</param>
internal readonly record struct PolicyPart(int Policy, ProtocolPorts Ports);

/// <summary>Parts of one set of policies: exactly these let exactly that through.</summary>
/// <param name="Policies">Ascending.</param>
internal sealed record PolicyRegion(ProtocolPorts Ports, int[] Policies);

/// <summary>Splits what several policies let through by the exact set of policies that do.</summary>
internal static class PolicyParts
{
    public static ProtocolPorts Union(ReadOnlySpan<PolicyPart> parts)
    {
        var all = ProtocolPorts.Empty;
        foreach (var part in parts)
            all = all.Union(part.Ports);
        return all;
    }

    /// <param name="parts">Each policy at most once, ascending.</param>
    public static List<PolicyRegion> Regions(IReadOnlyList<PolicyPart> parts)
    {
        var regions = new List<PolicyRegion>();
        foreach (var (policy, ports) in parts)
        {
            var rest = ports;
            for (var i = regions.Count - 1; i >= 0 && !rest.IsEmpty; i--)
            {
                var region = regions[i];
                var shared = region.Ports.Intersect(rest);
                if (shared.IsEmpty)
                    continue;
                rest = rest.Subtract(shared);
                var others = region.Ports.Subtract(shared);
                if (others.IsEmpty)
                    regions.RemoveAt(i);
                else
                    regions[i] = region with { Ports = others };
                regions.Add(new PolicyRegion(shared, [.. region.Policies, policy]));
            }

            if (!rest.IsEmpty)
                regions.Add(new PolicyRegion(rest, [policy]));
        }

        return regions;
    }

    /// <summary>What each policy lets through both ends.</summary>
    public static List<PolicyPart> Common(ImmutableArray<PolicyPart> leaving, ImmutableArray<PolicyPart> entering)
    {
        var common = new List<PolicyPart>();
        for (int i = 0, j = 0; i < leaving.Length && j < entering.Length;)
        {
            var order = leaving[i].Policy.CompareTo(entering[j].Policy);
            if (order == 0 && leaving[i].Ports.Intersect(entering[j].Ports) is { IsEmpty: false } ports)
                common.Add(new PolicyPart(leaving[i].Policy, ports));
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        return common;
    }

    /// <summary>What each policy lets through either end, of these ports.</summary>
    public static List<PolicyPart> Either(ImmutableArray<PolicyPart> leaving, ImmutableArray<PolicyPart> entering, ProtocolPorts within) =>
        [.. leaving.Concat(entering)
            .GroupBy(p => p.Policy)
            .OrderBy(g => g.Key)
            .Select(g => new PolicyPart(g.Key, Union([.. g]).Intersect(within)))
            .Where(p => !p.Ports.IsEmpty)];
}
