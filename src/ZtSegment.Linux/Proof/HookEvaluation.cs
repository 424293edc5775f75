using ZtSegment.Flows.Proof;
using ZtSegment.Linux.Reading;

namespace ZtSegment.Linux.Proof;

/// <summary>What a ruleset does with all packets of a view at once, at one moment.</summary>
/// <remarks>
/// Every chain is evaluated once, for any packet that may come into it; a jump takes of that what its rule matches. A rule whose verdict
/// hangs on a mark that an earlier packet or rule left, or on a rate, is unprovable: permission never comes from either.
/// </remarks>
internal sealed class HookEvaluation(NftRuleset ruleset, PacketView view, PacketSpace space, LookUps lookUps, IReadOnlySet<string> counters)
{
    /// <summary>Jumps that the kernel lets stand in one another (NFT_JUMP_STACK_SIZE).</summary>
    private const int DeepestJump = 16;

    private readonly IntervalDiagram diagram = space.Diagram;
    private readonly int tracked = PacketView.Box(space, view.NeededBy(NftField.ConntrackMark).AsSpan());
    private readonly Dictionary<string, ChainSets> evaluated = new(StringComparer.Ordinal);
    private readonly List<string> open = [];

    /// <summary>A packet passes if every base chain of the hook lets it.</summary>
    public HookSets Evaluate()
    {
        var accepted = IntervalDiagram.All;
        var counted = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var chain in ruleset.Chains.Values.Where(c => c.Base?.Hook == view.Hook).OrderBy(c => c.Base!.Priority).ThenBy(c => c.Name, StringComparer.Ordinal))
        {
            var sets = Evaluate(chain);
            foreach (var (counter, packets) in sets.Counted)
                counted[counter] = diagram.Union(counted.GetValueOrDefault(counter), diagram.Intersect(packets, accepted));
            accepted = diagram.Intersect(accepted, chain.Base!.Accepts ? diagram.Complement(sets.Dropped) : sets.Accepted);
        }

        return new HookSets(accepted, counted);
    }

    private ChainSets Evaluate(string name)
    {
        if (!ruleset.Chains.TryGetValue(name, out var chain))
            throw new UnprovableException($"chain `{name}` is not declared");
        if (chain.Base is not null)
            throw new UnprovableException($"base chain `{name}` is jumped to");
        return Evaluate(chain);
    }

    private ChainSets Evaluate(NftChain chain)
    {
        if (evaluated.TryGetValue(chain.Name, out var known))
            return known;
        if (open.Contains(chain.Name))
            throw new UnprovableException($"chains jump in a circle: {string.Join(" -> ", open)} -> {chain.Name}");
        if (open.Count > DeepestJump)
            throw new UnprovableException($"chains jump deeper than {DeepestJump}");
        open.Add(chain.Name);
        var sets = new ChainSets(diagram, dropsAtEnd: chain.Base is { Accepts: false });
        for (var i = 0; i < chain.Rules.Length; i++)
        {
            diagram.ThrowIfCancelled();
            if (Evaluate(chain.Rules[i], sets, isLast: i == chain.Rules.Length - 1))
                break;
        }

        open.RemoveAt(open.Count - 1);
        return evaluated[chain.Name] = sets;
    }

    /// <summary>True where no packet goes on to the next rule.</summary>
    private bool Evaluate(NftRule rule, ChainSets sets, bool isLast)
    {
        var packets = IntervalDiagram.All;
        var uncertain = false;
        Mark? mark = null;
        foreach (var statement in rule.Statements)
        {
            switch (statement)
            {
                case NftMatch { Key: [NftField.ConntrackMark] } match when mark is not null:
                    packets = diagram.Intersect(packets, diagram.Intersect(tracked, mark.With(lookUps.MarksOf(match))));
                    break;
                case NftMatch match when match.Key.Contains(NftField.ConntrackMark):
                    uncertain = true;
                    break;
                case NftMatch match:
                    packets = diagram.Intersect(packets, lookUps.Of(match));
                    break;
                case NftMarkNumber number:
                    mark = new Mark(marks => marks(number.Mark) ? IntervalDiagram.All : IntervalDiagram.Empty);
                    break;
                case NftMarkFromMap look:
                    packets = diagram.Intersect(packets, lookUps.OfMap(look, null));
                    mark = new Mark(marks => lookUps.OfMap(look, marks));
                    break;
                case NftLimit:
                    uncertain = true;
                    break;
                case NftCounter { Name: { } name } when counters.Contains(name):
                    if (uncertain && packets != IntervalDiagram.Empty)
                        throw new UnprovableException($"`{rule.Text}` counts by a mark or a rate");
                    sets.Count(name, packets);
                    break;
                case NftVerdict { Kind: NftVerdictKind.Continue }:
                    return false;
                case NftVerdict verdict:
                    if (packets == IntervalDiagram.Empty)
                        return false;
                    if (uncertain)
                        throw new UnprovableException($"`{rule.Text}` decides by a mark that was left earlier, or by a rate");
                    return Decide(verdict, packets, sets, isLast);
            }

            if (packets == IntervalDiagram.Empty)
                return false;
        }

        return false;
    }

    private bool Decide(NftVerdict verdict, int packets, ChainSets sets, bool isLast)
    {
        var isAll = packets == IntervalDiagram.All;
        switch (verdict.Kind)
        {
            case NftVerdictKind.Accept:
                sets.Accept(packets);
                return isAll;
            case NftVerdictKind.Drop:
                sets.Drop(packets, isLast || isAll);
                return isAll;
            case NftVerdictKind.Return:
                sets.Return(packets, isLast || isAll);
                return isAll;
        }

        var target = Evaluate(verdict.Chain!);
        var endsAll = verdict.Kind == NftVerdictKind.Goto && isAll;
        foreach (var (counter, counted) in target.Counted)
            sets.Count(counter, diagram.Intersect(packets, counted));
        sets.Accept(diagram.Intersect(packets, target.Accepted));
        sets.Drop(diagram.Intersect(packets, target.Dropped), isLast || endsAll);
        if (verdict.Kind == NftVerdictKind.Goto)
            sets.Return(packets, isLast || endsAll);
        return endsAll;
    }

    /// <summary>What the rule set the mark to.</summary>
    /// <param name="With">The packets whose mark is one of these.</param>
    private sealed record Mark(Func<Func<uint, bool>, int> With);
}

/// <param name="Accepted">By every base chain of the hook.</param>
/// <param name="Counted">The packets that each of the counters counts.</param>
internal sealed record HookSets(int Accepted, IReadOnlyDictionary<string, int> Counted);

/// <summary>What one chain decides of any packet that comes into it. The sets share nothing; the rest runs to the chain's end.</summary>
/// <param name="dropsAtEnd">Whether what runs to the end is dropped: then what the last rule drops need not be told apart.</param>
internal sealed class ChainSets(IntervalDiagram diagram, bool dropsAtEnd)
{
    private readonly Dictionary<string, int> counted = new(StringComparer.Ordinal);
    private int returned;

    public int Accepted { get; private set; }

    public int Dropped { get; private set; }

    public IReadOnlyDictionary<string, int> Counted => counted;

    public void Accept(int packets) => Accepted = diagram.Union(Accepted, diagram.Subtract(diagram.Subtract(packets, Dropped), returned));

    public void Drop(int packets, bool isLast)
    {
        if (!(isLast && dropsAtEnd))
            Dropped = diagram.Union(Dropped, diagram.Subtract(diagram.Subtract(packets, returned), Accepted));
    }

    /// <summary>Sends packets back to where this chain was jumped to from, or to the policy.</summary>
    public void Return(int packets, bool isLast)
    {
        if (!isLast)
            returned = diagram.Union(returned, diagram.Subtract(diagram.Subtract(packets, Dropped), Accepted));
    }

    /// <summary>Counts those of the packets that no rule has decided yet.</summary>
    public void Count(string counter, int packets) => counted[counter] = diagram.Union(
        counted.GetValueOrDefault(counter), diagram.Subtract(diagram.Subtract(diagram.Subtract(packets, returned), Dropped), Accepted));
}
