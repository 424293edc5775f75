using System.Collections.Immutable;
using ZtSegment.Azure.Reading;
using ZtSegment.Azure.Rendering;
using ZtSegment.Flows.Proof;

namespace ZtSegment.Azure.Proof;

/// <summary>What is done with the packets of a direction and family.</summary>
/// <param name="Allowed">Pass because they are declared.</param>
/// <param name="Observed">Pass though they would be denied, were they not observed only.</param>
internal readonly record struct NsgVerdicts(int Allowed, int Observed);

internal enum RuleVerdict
{
    Deny,
    Allow,
    Observe,
}

/// <summary>Evaluates the rules of a group, first match by priority, over all packets at once.</summary>
//
//   rules in order --> runs of one verdict --(union of each)--> folded from the last to the first
//
internal static class NsgEvaluation
{
    /// <param name="isNot">Symbols that hold for no packet; null: none.</param>
    /// <exception cref="UnprovableException">No rule decides some packet, not even a default rule.</exception>
    public static NsgVerdicts Of(NsgBody body, NsgSpace space, IReadOnlySet<NsgSymbol>? isNot = null)
    {
        var diagram = space.Diagram;
        var (allowed, observed, undecided) = (IntervalDiagram.Empty, IntervalDiagram.Empty, IntervalDiagram.All);
        foreach (var run in Enumerable.Reverse(Runs(body.InOrder(space.Direction))))
        {
            var matched = space.Of(run.Rules.SelectMany(r => RuleBoxes.Of(r, space.Family)).Where(b => isNot is null || !b.Symbols.Any(isNot.Contains)));
            allowed = run.Verdict == RuleVerdict.Allow ? diagram.Union(allowed, matched) : diagram.Subtract(allowed, matched);
            observed = run.Verdict == RuleVerdict.Observe ? diagram.Union(observed, matched) : diagram.Subtract(observed, matched);
            undecided = diagram.Subtract(undecided, matched);
        }

        return undecided == IntervalDiagram.Empty
            ? new NsgVerdicts(allowed, observed)
            : throw new UnprovableException("no rule decides about every packet: a default rule is missing");
    }

    /// <summary>Several groups on the way, of the subnet and of the network interface: a packet passes if all let it.</summary>
    public static NsgVerdicts Of(ImmutableArray<NsgBody> levels, NsgSpace space)
    {
        var diagram = space.Diagram;
        var (passing, allowed) = (IntervalDiagram.All, IntervalDiagram.All);
        foreach (var level in levels)
        {
            var verdicts = Of(level, space);
            passing = diagram.Intersect(passing, diagram.Union(verdicts.Allowed, verdicts.Observed));
            allowed = diagram.Intersect(allowed, verdicts.Allowed);
        }

        return new NsgVerdicts(allowed, diagram.Subtract(passing, allowed));
    }

    public static RuleVerdict VerdictOf(NsgRule rule) =>
        !rule.IsAllow ? RuleVerdict.Deny
        : rule.Name.StartsWith(RuleNames.ObservePrefix, StringComparison.OrdinalIgnoreCase) ? RuleVerdict.Observe
        : RuleVerdict.Allow;

    private static List<(RuleVerdict Verdict, List<NsgRule> Rules)> Runs(ImmutableArray<NsgRule> rules)
    {
        var runs = new List<(RuleVerdict Verdict, List<NsgRule> Rules)>();
        foreach (var rule in rules)
        {
            if (runs.Count == 0 || runs[^1].Verdict != VerdictOf(rule))
                runs.Add((VerdictOf(rule), []));
            runs[^1].Rules.Add(rule);
        }

        return runs;
    }
}
