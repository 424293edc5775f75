namespace ZtSegment.Flows.Proof;

/// <summary>What a proof may cost: beyond it, the answer is "too complex to prove".</summary>
/// <param name="Nodes">Diagram nodes per address family.</param>
public sealed record ProofBudget(int Nodes, TimeSpan Time)
{
    public static ProofBudget Default { get; } = new(IntervalDiagram.DefaultBudget, TimeSpan.FromSeconds(60));
}
