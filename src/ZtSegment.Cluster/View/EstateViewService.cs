using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using ZtSegment.Cluster.Contracts;

namespace ZtSegment.Cluster.View;

/// <summary>Hands what other silos tell to this silo's view.</summary>
internal sealed class EstateViewService(GrainId id, Silo silo, ILoggerFactory loggers, EstateView view)
    : GrainService(id, silo, loggers), IEstateViewService
{
    public Task TellAsync(ImmutableArray<VersionedFacts> facts)
    {
        view.Merge(facts);
        return Task.CompletedTask;
    }

    public Task TellAsync(IntentHead head)
    {
        view.Merge(head);
        return Task.CompletedTask;
    }
}
