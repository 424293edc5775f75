namespace ZtSegment.Flows.Proof;

/// <summary>One packet space per family; sets made in it are only comparable with each other.</summary>
public sealed class PacketSpaces(int budget = IntervalDiagram.DefaultBudget, CancellationToken cancellation = default)
{
    public PacketSpace V4 { get; } = new(Language.IpFamily.V4, budget, cancellation);

    public PacketSpace V6 { get; } = new(Language.IpFamily.V6, budget, cancellation);

    public PacketSpace this[Language.IpFamily family] => family == Language.IpFamily.V4 ? V4 : V6;
}

/// <summary>Diagram roots of both families for one direction.</summary>
public readonly record struct FamilySets(int V4, int V6)
{
    public int this[Language.IpFamily family] => family == Language.IpFamily.V4 ? V4 : V6;
}

/// <summary>What one end lets in and out: roots in one <see cref="PacketSpaces"/>.</summary>
public readonly record struct EndSets(FamilySets Ingress, FamilySets Egress)
{
    public FamilySets this[Direction direction] => direction == Direction.Ingress ? Ingress : Egress;
}
