using System.Collections.Immutable;
using Orleans.Concurrency;

namespace ZtSegment.Cluster.Contracts;

/// <summary>One of the shards (0 to <see cref="GrainKeys.FactShards"/> - 1) that keep facts durably, so that a silo reads all of them quickly when it starts.</summary>
/// <remarks>Calls nobody; called by workloads, which write, and by views, which read.</remarks>
[Alias("zt.fact-shard")]
public interface IFactShardGrain : IGrainWithIntegerKey
{
    /// <summary>Persisted when it returns. Writes that come together are written together.</summary>
    /// <returns>False where the shard has that version or a newer one of the workload: the caller is no longer the writer.</returns>
    [AlwaysInterleave, Alias("put")]
    Task<bool> PutAsync(VersionedFacts facts);

    [AlwaysInterleave, Alias("get")]
    ValueTask<VersionedFacts?> GetAsync(string workload);

    [AlwaysInterleave, Alias("all")]
    ValueTask<ImmutableArray<VersionedFacts>> GetAllAsync();

    /// <summary>Over workloads and versions, in any order: views that have another one fetch what they miss.</summary>
    [AlwaysInterleave, Alias("digest")]
    ValueTask<ulong> GetDigestAsync();
}
