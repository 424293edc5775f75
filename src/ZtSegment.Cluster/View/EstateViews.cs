using System.Collections.Immutable;
using Orleans.Runtime.Services;
using ZtSegment.Cluster.Contracts;

namespace ZtSegment.Cluster.View;

/// <summary>Tells every silo's view that something is new. Nothing is awaited: what is lost, views fetch by themselves.</summary>
internal sealed class EstateViews(IServiceProvider services, ISiloStatusOracle silos) : GrainServiceClient<IEstateViewService>(services)
{
    public void Tell(IntentHead head) => ForEachSilo(view => view.TellAsync(head));

    public void Tell(ImmutableArray<VersionedFacts> facts) => ForEachSilo(view => view.TellAsync(facts));

    private void ForEachSilo(Func<IEstateViewService, Task> tell)
    {
        foreach (var silo in silos.GetApproximateSiloStatuses(onlyActive: true).Keys)
            tell(GetGrainService(silo)).Ignore();
    }
}
