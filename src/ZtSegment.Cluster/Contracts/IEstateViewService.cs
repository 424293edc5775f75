using System.Collections.Immutable;
using Orleans.Concurrency;
using Orleans.Services;

namespace ZtSegment.Cluster.Contracts;

/// <summary>The door of each silo's <c>EstateView</c>: hints that something is new. Losing or repeating one is harmless, since views also ask.</summary>
[Alias("zt.estate-view")]
public interface IEstateViewService : IGrainService
{
    [OneWay, Alias("facts")]
    Task TellAsync(ImmutableArray<VersionedFacts> facts);

    [OneWay, Alias("head")]
    Task TellAsync(IntentHead head);
}
