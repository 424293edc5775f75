namespace ZtSegment.Cluster.Contracts;

/// <summary>What a silo's answer stands on. Silos that know the same have equal stamps.</summary>
/// <param name="Revision">0 before the first one.</param>
/// <param name="Facts">A digest over the newest version of every workload's facts, in any order.</param>
[GenerateSerializer, Immutable, Alias("zt.stamp")]
public readonly record struct EstateStamp([property: Id(0)] long Revision, [property: Id(1)] ulong Facts)
{
    public override string ToString() => $"{Revision}@{Facts:x16}";
}
