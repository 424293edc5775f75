using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>One policy lets these remote addresses through on these ports.</summary>
public sealed record ProgramRule(FlowPolicy Policy, AddressBlock Remote, ProtocolPorts Ports);

/// <summary>The target-neutral rules of one enforcement point, shared by all of its like: the own addresses are not in it.</summary>
/// <param name="Ingress">Remote is the source. Sorted by names of policies.</param>
/// <param name="Egress">Remote is the destination. Sorted by names of policies.</param>
public sealed record RuleProgram(ImmutableArray<ProgramRule> Ingress, ImmutableArray<ProgramRule> Egress)
{
    public static RuleProgram Empty { get; } = new([], []);

    public ImmutableArray<ProgramRule> this[Direction direction] => direction == Direction.Ingress ? Ingress : Egress;
}
