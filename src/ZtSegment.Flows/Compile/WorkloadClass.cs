using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>How a workload's directions are enforced.</summary>
public readonly record struct Modes(Mode Ingress, Mode Egress)
{
    public Mode this[Direction direction] => direction == Direction.Ingress ? Ingress : Egress;
}

/// <summary>Workloads with the same atoms, label values, named ports and modes: they share one rule program.</summary>
/// <param name="Rows">Ascending.</param>
public sealed record WorkloadClass(int Number, RuleProgram Program, Modes Modes, ImmutableArray<int> Rows);
