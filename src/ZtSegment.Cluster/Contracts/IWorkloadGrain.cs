using System.Collections.Immutable;
using Orleans.Concurrency;

namespace ZtSegment.Cluster.Contracts;

/// <summary>One workload, by its name: the only writer of its facts, and who answers for its allowed flows.</summary>
/// <remarks>Calls its fact shard and its silo's view; called by the API, by agents' gateways and by discovery.</remarks>
[Alias("zt.workload")]
public interface IWorkloadGrain : IGrainWithStringKey
{
    /// <summary>Persists what was learned, then tells every silo's view. Nothing is written where it is known already.</summary>
    /// <exception cref="InvalidFactsException">An address, label or risk is none.</exception>
    [Alias("update")]
    Task<VersionedFacts> UpdateAsync(FactsUpdate update, CancellationToken cancellationToken = default);

    [ReadOnly, Alias("facts")]
    ValueTask<VersionedFacts> GetFactsAsync(CancellationToken cancellationToken = default);

    /// <summary>The workload's allowed flows in and out, at the newest (revision, facts) that this silo knows; null where no such workload is declared.</summary>
    [ReadOnly, Alias("flows")]
    ValueTask<AllowedFlows?> GetFlowsAsync(CancellationToken cancellationToken = default);
}

/// <summary>The allowed flows of one workload or segment, as entries of <c>flows --format json</c> in its order.</summary>
/// <param name="Members">Of a segment, by name; of a workload, itself.</param>
/// <param name="Json">One entry of <c>flows</c> each, UTF-8.</param>
[GenerateSerializer, Immutable, Alias("zt.allowed-flows")]
public sealed record AllowedFlows(
    [property: Id(0)] EstateStamp Stamp, [property: Id(1)] ImmutableArray<string> Members, [property: Id(2)] ImmutableArray<byte[]> Json);
