using ZtSegment.Flows.Proof;
using ZtSegment.Language;
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

    /// <summary>The start and every later moment at which something ends, by the ruleset or by what is declared.</summary>
    internal IReadOnlyList<TimeSpan> Epochs(NftRuleset ruleset, DeclaredEnd declared)
    {
        var ends = new SortedSet<TimeSpan> { TimeSpan.Zero };
        foreach (var set in ruleset.Sets.Values.Where(s => s.IsTimed))
        {
            foreach (var element in set.Elements)
            {
                if (element.Ends != NftElement.Never && ends.Add(element.Ends) && ends.Count > MostEnds)
                    throw new UnprovableException($"too complex to prove: more than {MostEnds} different timeouts");
            }
        }

        ends.UnionWith(Lives(declared));
        return ends.Count > MostEnds ? throw new UnprovableException($"too complex to prove: more than {MostEnds} different ends") : [.. ends];
    }

    /// <summary>The ruleset with every end that is within the tolerance of a declared one put to it.</summary>
    /// <remarks>A timeout is whole seconds, so it may be up to a second short; it is never long, save by the tolerance.</remarks>
    internal NftRuleset Snap(NftRuleset ruleset, DeclaredEnd declared)
    {
        var lives = Lives(declared).ToArray();
        return lives.Length == 0
            ? ruleset
            : ruleset.WithEnds(Nearest);

        TimeSpan Nearest(TimeSpan end)
        {
            var nearest = lives.MinBy(life => (life - end).Duration());
            return nearest - end < Tolerance + TimeSpan.FromSeconds(1) && end - nearest <= Tolerance ? nearest : end;
        }
    }

    private IEnumerable<TimeSpan> Lives(DeclaredEnd declared) => new[] { declared.Ingress, declared.Egress }
        .SelectMany(d => d.Allowed)
        .Where(a => a.Deadline is not null)
        .Select(a => ExpectedPackets.LifeOf(a.Deadline, Start))
        .Where(life => life > TimeSpan.Zero)
        .Distinct();
}
