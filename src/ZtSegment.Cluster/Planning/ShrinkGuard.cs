using System.Collections.Immutable;
using ZtSegment.Flows;

namespace ZtSegment.Cluster.Planning;

/// <summary>Finds what looks like a mistake: more than a fifth of something is gone.</summary>
internal static class ShrinkGuard
{
    private const double Most = 0.2;

    public static IEnumerable<string> Losses(Compilation old, Compilation @new)
    {
        if (Loss("workloads", [.. old.Intent.Workloads.Select(w => w.Name)], [.. @new.Intent.Workloads.Select(w => w.Name)]) is { } workloads)
            yield return workloads;
        if (Loss("flow policies", [.. old.Intent.Policies.Select(p => p.Name)], [.. @new.Intent.Policies.Select(p => p.Name)]) is { } policies)
            yield return policies;
        foreach (var segment in old.Intent.Segments.Where(s => @new.Intent.SegmentsByName.ContainsKey(s.Name)))
        {
            if (Loss($"members of segment {segment.Name}", Members(old, segment.Name), Members(@new, segment.Name)) is { } members)
                yield return members;
        }
    }

    private static ImmutableArray<string> Members(Compilation estate, string segment) =>
        [.. estate.Binder.Select(estate.Intent.SegmentsByName[segment].Selector).Select(row => estate.Table.Workloads[row].Name)];

    private static string? Loss(string what, ImmutableArray<string> before, ImmutableArray<string> after)
    {
        var lost = before.Except(after, StringComparer.Ordinal).Count();
        return lost > before.Length * Most ? $"{lost} of {before.Length} {what} would be gone" : null;
    }
}
