using System.Collections.Immutable;
using ZtSegment.Flows;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Cli.Verifying;

/// <summary>What <c>verify</c> found.</summary>
/// <param name="EnforcementPoints">How many rulesets were judged.</param>
/// <param name="Compared">For how many workloads what was compiled was compared with the oracle.</param>
/// <param name="Notes">What was left out, for people.</param>
internal sealed record Verification(
    int EnforcementPoints, int Compared, ImmutableArray<VerifiedPacket> Counterexamples, ImmutableArray<PointFinding> Findings, ImmutableArray<string> Notes)
{
    public ProofVerdict Verdict =>
        Counterexamples.Length > 0 || Findings.Any(f => f.Verdict == ProofVerdict.Different) ? ProofVerdict.Different
        : Findings.Length > 0 ? ProofVerdict.Unproved
        : ProofVerdict.Equal;
}

/// <summary>A packet on which what was rendered and what was declared differ.</summary>
/// <param name="Role">Which packet of the flow it is.</param>
internal sealed record VerifiedPacket(
    string EnforcementPoint, Direction Direction, Address? Source, Address? Destination, Protocol Protocol, ushort? Port,
    bool RenderedAllows, bool DeclaredAllows, string? Rule, string? Policy, string Role) : IComparable<VerifiedPacket>
{
    public int CompareTo(VerifiedPacket? other) => Key.CompareTo(other!.Key);

    private (string, Direction, Address, Address, Protocol, int, bool, string) Key => (
        EnforcementPoint, Direction, Source ?? default, Destination ?? default, Protocol, Port ?? -1, RenderedAllows, Role);
}

/// <summary>Something about an enforcement point that no packet shows.</summary>
internal sealed record PointFinding(string EnforcementPoint, ProofVerdict Verdict, string Message);
