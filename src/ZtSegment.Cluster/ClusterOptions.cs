namespace ZtSegment.Cluster;

public sealed class ClusterOptions
{
    /// <summary>How often a view compares what it knows with the intent and the fact shards, in case it was not told.</summary>
    public TimeSpan CompareEvery { get; set; } = TimeSpan.FromSeconds(10);
}
