using ZtSegment.Language;

namespace ZtSegment.Flows.Proof;

/// <summary>One packet space per family; sets made in it are only comparable with each other.</summary>
/// <param name="further">What else packets have in each family; nothing where null.</param>
public sealed class PacketSpaces(
    int budget = IntervalDiagram.DefaultBudget, Func<IpFamily, FurtherFields>? further = null, CancellationToken cancellation = default)
{
    public PacketSpace V4 { get; } = new(IpFamily.V4, budget, further?.Invoke(IpFamily.V4), cancellation);

    public PacketSpace V6 { get; } = new(IpFamily.V6, budget, further?.Invoke(IpFamily.V6), cancellation);

    public PacketSpace this[IpFamily family] => family == IpFamily.V4 ? V4 : V6;
}

/// <summary>Diagram roots of both families for one direction.</summary>
public readonly record struct FamilySets(int V4, int V6)
{
    public int this[IpFamily family] => family == IpFamily.V4 ? V4 : V6;
}

/// <summary>What one end lets in and out: roots in one <see cref="PacketSpaces"/>.</summary>
public readonly record struct EndSets(FamilySets Ingress, FamilySets Egress)
{
    public FamilySets this[Direction direction] => direction == Direction.Ingress ? Ingress : Egress;
}
