using System.Security.Cryptography;
using ZtSegment.Flows.Proof;
using ZtSegment.Linux.Reading;

namespace ZtSegment.Linux.Proof;

/// <summary>A digest of what a ruleset means: other words of the same meaning, in a file or in the kernel, have the same.</summary>
public static class RulesetDigest
{
    /// <summary>
    /// SHA-256 in lower-case hexadecimal over what passes each hook, now and after each end of an element, and what the counters of denials
    /// count; how long it is until then is not in it, since that runs down. Null where the ruleset cannot be evaluated.
    /// </summary>
    public static string? Of(NftRuleset ruleset, ProofBudget? budget = null)
    {
        budget ??= ProofBudget.Default;
        using var clock = new CancellationTokenSource(budget.Time);
        try
        {
            var spaces = PacketFields.NewSpaces(budget.Nodes, clock.Token);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            string[] counters = [.. new[] { Flows.Direction.Ingress, Flows.Direction.Egress }.Select(RulesetComparison.DeniedCounter)];
            foreach (var view in PacketView.All)
                Append(hash, ruleset, view, spaces[view.Family], counters);
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        catch (Exception e) when (e is UnprovableException or ProofBudgetExceededException or OperationCanceledException)
        {
            return null;
        }
    }

    private static void Append(IncrementalHash hash, NftRuleset ruleset, PacketView view, PacketSpace space, string[] counters)
    {
        var diagram = space.Diagram;
        var universe = view.Universe(space);
        var lookUps = new LookUps(ruleset, view, space, new ElementDiagrams(space), null);
        foreach (var at in ruleset.Sets.Values.SelectMany(s => s.Elements).Select(e => e.Ends).Where(e => e != NftElement.Never).Append(TimeSpan.Zero).Distinct().Order())
        {
            lookUps.At = at;
            var sets = new HookEvaluation(ruleset, view, space, lookUps, counters.ToHashSet()).Evaluate();
            hash.AppendData(diagram.Digest(diagram.Intersect(sets.Accepted, universe)));
            foreach (var counter in counters)
            {
                var counted = diagram.Intersect(sets.Counted.GetValueOrDefault(counter), sets.Accepted);
                hash.AppendData(diagram.Digest(diagram.Intersect(counted, universe)));
            }
        }
    }
}
