using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>Compares the rules that one policy has in a program before and after a change.</summary>
internal static class RuleChanges
{
    /// <param name="made">Equal rules give way to the ones before.</param>
    public static void Find(ReadOnlySpan<ProgramRule> known, Span<ProgramRule> made, Change change, ImmutableArray<RuleChange>.Builder changes)
    {
        List<ProgramRule>? gone = null;
        List<ProgramRule>? come = null;
        var next = 0;
        for (var i = 0; i < made.Length; i++)
        {
            var same = next;
            while (same < known.Length && !IsSame(known[same], made[i], change))
                same++;
            if (same == known.Length)
            {
                (come ??= []).Add(made[i]);
                continue;
            }

            if (same > next)
                (gone ??= []).AddRange(known[next..same]);
            made[i] = known[same];
            next = same + 1;
        }

        if (next < known.Length)
            (gone ??= []).AddRange(known[next..]);
        foreach (var after in come ?? [])
        {
            var before = gone is null ? -1 : gone.FindIndex(rule => BlockBetween(rule, after, change) is not null);
            changes.Add(before < 0 ? new RuleChange(null, after, null) : new RuleChange(gone![before], after, BlockBetween(gone[before], after, change)));
            if (before >= 0)
                gone!.RemoveAt(before);
        }

        foreach (var rule in gone ?? [])
            changes.Add(new RuleChange(rule, null, null));
    }

    private static bool IsSame(ProgramRule known, ProgramRule made, Change change) =>
        ReferenceEquals(known.Policy, made.Policy) && IsLike(known.Remote, made.Remote, change) && known.Ports.Equals(made.Ports);

    /// <summary>A block that changed is not compared with what it became.</summary>
    private static bool IsLike(AddressBlock known, AddressBlock made, Change change) =>
        ReferenceEquals(known, made) || (!(change.Blocks.TryGetValue(known, out var delta) && ReferenceEquals(delta.After, made)) && known.IsLike(made));

    private static BlockDelta? BlockBetween(ProgramRule before, ProgramRule after, Change change) =>
        change.Blocks.TryGetValue(before.Remote, out var delta) && ReferenceEquals(delta.After, after.Remote)
        && ReferenceEquals(before.Policy, after.Policy) && before.Ports.Equals(after.Ports)
            ? delta
            : null;
}
