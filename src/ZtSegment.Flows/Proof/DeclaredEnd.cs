using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows.Proof;

/// <summary>What the ruleset of one end must let through, as roots in one <see cref="PacketSpaces"/>; the own addresses are symbolic.</summary>
/// <param name="Now">The moment at which deadlines are counted from.</param>
public sealed record DeclaredEnd(DateTimeOffset Now, DeclaredDirection Ingress, DeclaredDirection Egress)
{
    public DeclaredDirection this[Direction direction] => direction == Direction.Ingress ? Ingress : Egress;
}

/// <param name="Mode">What is done with the rest: observed directions let it pass.</param>
/// <param name="Allowed">Disjoint sets by the moment that they end at, by deadline, the one without a deadline last.</param>
/// <param name="Management">Always let through whatever the policies, from or to any local address.</param>
public sealed record DeclaredDirection(Mode Mode, ImmutableArray<DeclaredSets> Allowed, FamilySets Management);

/// <param name="Deadline">The longest life of the policies that allow these packets; null: no end.</param>
public sealed record DeclaredSets(DateTimeOffset? Deadline, FamilySets Packets);
