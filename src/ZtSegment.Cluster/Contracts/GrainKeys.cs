namespace ZtSegment.Cluster.Contracts;

/// <summary>Keys of grains that are not names of documents.</summary>
public static class GrainKeys
{
    /// <summary>The one intent of a cluster.</summary>
    public const string Intent = "estate";

    /// <summary>Shards of facts. Never changed: a workload's facts stand in the shard of its name.</summary>
    public const int FactShards = 1024;

    /// <summary>The shard that holds a workload's facts: FNV-1a of its name's UTF-16 units, the same on every silo and for ever.</summary>
    public static int ShardOf(string workload)
    {
        var hash = 2166136261u;
        foreach (var unit in workload)
            hash = (hash ^ unit) * 16777619u;
        return (int)(hash % FactShards);
    }

    /// <summary>An enforcement point's key: <c>linux/HOST</c> or <c>azure/NSG id in lower case</c>.</summary>
    public static string LinuxPoint(string host) => $"linux/{host}";

    /// <inheritdoc cref="LinuxPoint"/>
    public static string AzurePoint(string nsg) => $"azure/{nsg.ToLowerInvariant()}";
}
