using System.Collections.Immutable;
using ZtSegment.Azure.Reading;
using ZtSegment.Flows;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Azure.Proof;

/// <summary>Proves that network security groups let through exactly what is declared for the workloads behind them, or shows packets.</summary>
/// <remarks>
/// Over every local address, workload's or not. Security admin rules of a network manager, which Azure evaluates before, are not known here.
/// Every packet that is shown has been sent through both sides one by one.
/// </remarks>
//
//   NsgBody --NsgEvaluation--> what passes \
//                                           >-- equal roots: equal; else --PacketSearch--> a packet --LinearEvaluation--> shown
//   programs --ExpectedTraffic-> what must /
//
public sealed class NsgProver(Compilation compilation, KnownAddresses known, ProofBudget? budget = null)
{
    private const int MostReasons = 3;
    private const string WithoutFlush = "`flushConnection` is not set: what is revoked would keep its established flows";

    private static readonly IpFamily[] Families = [IpFamily.V4, IpFamily.V6];

    private readonly ProofBudget budget = budget ?? ProofBudget.Default;

    /// <summary>The JSON of one group, as rendered or as ARM returns it.</summary>
    public ProofResult Prove(ReadOnlyMemory<byte> json, NsgPoint point)
    {
        var reading = NsgBodyReader.Read(json);
        return reading.Body is { } body ? Prove([body], point) : ProofResult.Unproved(reading.Problem!);
    }

    /// <param name="levels">All groups that the packets pass: that of the subnet, that of the network interface.</param>
    public ProofResult Prove(ImmutableArray<NsgBody> levels, NsgPoint point)
    {
        var refusals = levels.SelectMany(NsgValidation.Of).Concat(levels.Any(l => l.FlushConnection) ? [] : [WithoutFlush]).ToList();
        if (levels.Any(l => NsgValidation.BudgetOf(l).IsExceeded))
            return new ProofResult(ProofVerdict.Different, [], Reason(refusals));
        var directions = Enum.GetValues<Direction>().AsParallel().AsOrdered().Select(direction => Compare(levels, point, direction)).ToList();
        var found = directions.SelectMany(d => d.Counterexamples).ToList();
        var unproved = directions.Find(d => d.Verdict == ProofVerdict.Unproved);
        return found.Count + refusals.Count == 0
            ? unproved ?? ProofResult.Equal
            : new ProofResult(ProofVerdict.Different, found, Reason([.. refusals, .. unproved is null ? Array.Empty<string>() : [unproved.Reason!]]));
    }

    private ProofResult Compare(ImmutableArray<NsgBody> levels, NsgPoint point, Direction direction)
    {
        using var clock = new CancellationTokenSource(budget.Time);
        try
        {
            var symbols = levels.SelectMany(l => l.InOrder(direction)).SelectMany(RuleBoxes.SymbolsOf)
                .Concat(new ExpectedTraffic(compilation, point).Symbols(direction)).ToList();
            List<Counterexample> found = [.. Families.SelectMany(family =>
                new NsgComparison(compilation, known, point, levels, new NsgSpace(direction, family, symbols, budget, clock.Token)).Compare())];
            return found.Count == 0 ? ProofResult.Equal : new ProofResult(ProofVerdict.Different, found, null);
        }
        catch (Exception e) when (e is UnprovableException or ProofBudgetExceededException)
        {
            return ProofResult.Unproved(e.Message);
        }
        catch (OperationCanceledException)
        {
            return ProofResult.Unproved($"too complex to prove: more than {budget.Time.TotalSeconds:0} s");
        }
    }

    private static string? Reason(List<string> refusals) => refusals.Count == 0 ? null
        : string.Join("; ", refusals.Take(MostReasons)) + (refusals.Count > MostReasons ? $"; and {refusals.Count - MostReasons} more" : "");
}
