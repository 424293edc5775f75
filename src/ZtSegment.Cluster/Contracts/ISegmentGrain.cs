using Orleans.Concurrency;

namespace ZtSegment.Cluster.Contracts;

/// <summary>One segment, by its name: its members and its allowed flows in and out.</summary>
/// <remarks>Calls its silo's view only; called by the API.</remarks>
[Alias("zt.segment")]
public interface ISegmentGrain : IGrainWithStringKey
{
    /// <summary>The segment's allowed flows, at the newest (revision, facts) that this silo knows; null where no such segment is declared.</summary>
    [ReadOnly, Alias("flows")]
    ValueTask<AllowedFlows?> GetFlowsAsync(CancellationToken cancellationToken = default);
}
