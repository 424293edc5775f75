using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using ZtSegment.Azure.Reading;
using ZtSegment.Flows;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Azure.Proof;

/// <summary>A digest of what a group means: other words of the same meaning, as rendered or as ARM returns them, have the same.</summary>
public static class NsgDigest
{
    /// <summary>
    /// SHA-256 in lower-case hexadecimal over what is allowed and what passes as observed only, each way and family, and over whether changes
    /// are applied to established flows. Null where the group cannot be evaluated.
    /// </summary>
    public static string? Of(NsgBody body, ProofBudget? budget = null)
    {
        budget ??= ProofBudget.Default;
        using var clock = new CancellationTokenSource(budget.Time);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([body.FlushConnection ? (byte)1 : (byte)0]);
        try
        {
            foreach (var direction in Enum.GetValues<Direction>())
            {
                foreach (var family in Enum.GetValues<IpFamily>())
                    Append(hash, body, symbols => new NsgSpace(direction, family, symbols, budget, clock.Token));
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        catch (Exception e) when (e is UnprovableException or ProofBudgetExceededException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Symbols that decide nothing are left out: their levels would number those of others.</summary>
    private static void Append(IncrementalHash hash, NsgBody body, Func<IEnumerable<NsgSymbol>, NsgSpace> newSpace)
    {
        var direction = newSpace([]).Direction;
        var all = body.InOrder(direction).SelectMany(RuleBoxes.SymbolsOf).Distinct().ToHashSet();
        var space = newSpace(all);
        var meaning = Meaning(body, space, []);
        var deciding = all.Where(symbol => Meaning(body, space, [symbol]) != meaning).ToImmutableArray();
        if (deciding.Length < all.Count)
        {
            space = newSpace(deciding);
            meaning = Meaning(body, space, [.. all.Except(deciding)]);
        }

        foreach (var symbol in space.Symbols)
            hash.AppendData(Encoding.UTF8.GetBytes($"{symbol.Kind} {symbol.Tag}\n"));
        hash.AppendData(space.Diagram.Digest(meaning.Allowed));
        hash.AppendData(space.Diagram.Digest(meaning.Observed));
    }

    private static NsgVerdicts Meaning(NsgBody body, NsgSpace space, HashSet<NsgSymbol> isNot)
    {
        var verdicts = NsgEvaluation.Of(body, space, isNot);
        return new NsgVerdicts(space.Diagram.Intersect(verdicts.Allowed, space.Universe), space.Diagram.Intersect(verdicts.Observed, space.Universe));
    }
}
