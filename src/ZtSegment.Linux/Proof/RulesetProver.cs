using System.Collections.Concurrent;
using ZtSegment.Flows;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;
using ZtSegment.Linux.Reading;

namespace ZtSegment.Linux.Proof;

/// <summary>Proves that a ruleset lets through exactly what is declared for its host, or shows packets for which it does not.</summary>
/// <remarks>Every packet that is shown has been sent through both sides one by one.</remarks>
//
//   NftRuleset --HookEvaluation--> what passes \
//                                               >-- equal roots: equal; else --PacketSearch--> a packet --LinearEvaluation--> shown
//   DeclaredEnd --ExpectedPackets-> what must  /
//
public sealed class RulesetProver(Compilation compilation, KnownAddresses known, ProofBudget? budget = null)
{
    /// <summary>The part of the budget up to which spaces are used again: larger ones cost the collector more than they save.</summary>
    private const int NodesLeftBehind = 400;

    private readonly ProofBudget budget = budget ?? ProofBudget.Default;
    private readonly ConcurrentBag<PacketSpaces> used = [];

    /// <param name="row">The workload whose host has the ruleset.</param>
    /// <param name="moment">Null: a file that is loaded at the moment of the compilation.</param>
    public ProofResult Prove(NftRuleset ruleset, int row, ProofMoment? moment = null)
    {
        var own = AddressSet.From(compilation.Table.Addresses[row]);
        var alone = AddressSet.From(compilation.Table.Addresses[row].Except(compilation.Table.Workloads[row].VirtualAddresses));
        return Prove(ruleset, compilation.ClassOf[row], own, alone, moment ?? new ProofMoment(compilation.Now));
    }

    /// <param name="own">The addresses that the ruleset must take for the host's own.</param>
    /// <param name="outside">Remote addresses that are outside the packet space: those that the host alone has, where it is one host's ruleset.</param>
    /// <param name="ownSets">Where the proof is to hold for other own addresses too: the sets that have them. All else about local addresses is unproved then.</param>
    internal ProofResult Prove(
        NftRuleset ruleset, WorkloadClass workloads, AddressSet own, AddressSet outside, ProofMoment moment, IReadOnlySet<string>? ownSets = null)
    {
        if (!ruleset.StartsClean)
            return ProofResult.Unproved("the text does not delete the table first: what it makes depends on what was loaded before");
        if (UndeclaredChain(ruleset) is { } undeclared)
            return ProofResult.Unproved($"chain `{undeclared}` is not declared");
        using var clock = new CancellationTokenSource(budget.Time);
        try
        {
            var spaces = TakeSpaces(clock.Token);
            var declared = DeclaredEnds.Of(compilation, workloads, EnforcementTarget.Linux, spaces);
            var found = new RulesetComparison(compilation, known, workloads, own, outside, moment, spaces, declared, ownSets)
                .Compare(moment.Snap(ruleset, declared));
            GiveBack(spaces);
            return found.Count == 0 ? ProofResult.Equal : new ProofResult(ProofVerdict.Different, found, null);
        }
        catch (UnprovableException unprovable)
        {
            return ProofResult.Unproved(unprovable.Message);
        }
        catch (ProofBudgetExceededException exceeded)
        {
            return ProofResult.TooComplex(exceeded.Message);
        }
        catch (OperationCanceledException)
        {
            return ProofResult.TooComplex($"too complex to prove: more than {budget.Time.TotalSeconds:0} s");
        }
    }

    /// <summary>A chain that a rule names and that is not there, whether or not a packet comes to the rule: nft refuses the whole text.</summary>
    private static string? UndeclaredChain(NftRuleset ruleset) => ruleset.Chains.Values
        .SelectMany(c => c.Rules)
        .SelectMany(r => r.Statements)
        .OfType<NftVerdict>()
        .Select(v => v.Chain)
        .FirstOrDefault(name => name is not null && !ruleset.Chains.ContainsKey(name));

    /// <summary>Spaces that another proof has left: what rulesets have in common is in them already.</summary>
    private PacketSpaces TakeSpaces(CancellationToken cancellation)
    {
        if (!used.TryTake(out var spaces))
            return PacketFields.NewSpaces(budget.Nodes, cancellation);
        spaces.V4.Diagram.Cancellation = spaces.V6.Diagram.Cancellation = cancellation;
        return spaces;
    }

    private void GiveBack(PacketSpaces spaces)
    {
        if (spaces.V4.Diagram.Count + spaces.V6.Diagram.Count < budget.Nodes / NodesLeftBehind)
            used.Add(spaces);
    }
}
