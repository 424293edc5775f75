using ZtSegment.Flows.Proof;
using ZtSegment.Linux.Reading;

namespace ZtSegment.Linux.Proof;

/// <summary>When the timeouts of a ruleset began to run, and how exactly they are known.</summary>
/// <param name="Start">When a file is loaded, or when a live table was read.</param>
/// <param name="Tolerance">How far a timeout may be from its deadline: zero for files, a few seconds for a live table, whose clock is the kernel's.</param>
/// <param name="Grace">How long after the start flows may go on without a SYN: after the first load on a host; else zero.</param>
public sealed record ProofMoment(DateTimeOffset Start, TimeSpan Tolerance = default, TimeSpan Grace = default)
{
    /// <summary>Most moments at which anything ends; more are too complex to prove.</summary>
    private const int MostEnds = 2_000;

    /// <summary>Beyond it the kernel cannot count.</summary>
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(200_000);

    /// <summary>The start and every later moment at which something ends, by the ruleset or by what is declared.</summary>
    internal IReadOnlyList<TimeSpan> Epochs(NftRuleset ruleset, DeclaredEnd declared)
    {
        var ends = new SortedSet<TimeSpan> { TimeSpan.Zero };
        foreach (var set in ruleset.Sets.Values.Where(s => s.IsTimed))
        {
            foreach (var element in set.Elements)
            {
                if (element.Ends != NftElement.Never && element.Ends > TimeSpan.Zero && ends.Add(element.Ends) && ends.Count > MostEnds)
                    throw new UnprovableException($"too complex to prove: more than {MostEnds} different timeouts");
            }
        }

        ends.UnionWith(Lives(declared));
        return ends.Count > MostEnds ? throw new UnprovableException($"too complex to prove: more than {MostEnds} different ends") : [.. ends];
    }

    /// <summary>What is left of a life at the start; one that is within the tolerance of its end is over, here and in <see cref="Snap"/>.</summary>
    internal TimeSpan LifeOf(DateTimeOffset? deadline) => Settled(Left(deadline));

    internal bool IsLive(DateTimeOffset? deadline, TimeSpan at) => at < LifeOf(deadline);

    /// <summary>The ruleset with every end that is within the tolerance of a declared one put to it.</summary>
    /// <remarks>A timeout is whole seconds, so it may be up to a second short; it is never long, save by the tolerance.</remarks>
    internal NftRuleset Snap(NftRuleset ruleset, DeclaredEnd declared)
    {
        var lives = Declared(declared).Select(a => Left(a.Deadline)).Distinct().ToArray();
        return ruleset.WithEnds(end => Settled(Nearest(end)));

        TimeSpan Nearest(TimeSpan end) => lives.Length > 0
            && lives.MinBy(life => (life - end).Duration()) is var nearest
            && nearest - end < Tolerance + TimeSpan.FromSeconds(1)
            && end - nearest <= Tolerance ? nearest : end;
    }

    private TimeSpan Settled(TimeSpan end) => end <= Tolerance ? TimeSpan.Zero : end;

    private TimeSpan Left(DateTimeOffset? deadline) => deadline is not { } end ? TimeSpan.MaxValue
        : end - Start < LongestLife ? end - Start
        : LongestLife;

    private IEnumerable<TimeSpan> Lives(DeclaredEnd declared) => Declared(declared).Select(a => LifeOf(a.Deadline)).Where(life => life > TimeSpan.Zero);

    private static IEnumerable<DeclaredSets> Declared(DeclaredEnd declared) =>
        declared.Ingress.Allowed.Concat(declared.Egress.Allowed).Where(a => a.Deadline is not null);
}
