namespace ZtSegment.Cluster.Contracts;

/// <summary>What a silo's answer stands on.</summary>
/// <param name="Revision">0 before the first one.</param>
/// <param name="Facts">How many facts this silo has merged since it started: grows with each, and means nothing on another silo.</param>
[GenerateSerializer, Immutable, Alias("zt.stamp")]
public readonly record struct EstateStamp([property: Id(0)] long Revision, [property: Id(1)] long Facts);
