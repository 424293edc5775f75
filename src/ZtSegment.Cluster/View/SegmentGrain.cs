using ZtSegment.Cluster.Contracts;

namespace ZtSegment.Cluster.View;

internal sealed class SegmentGrain(EstateView view) : Grain, ISegmentGrain
{
    private HeldFlows? flows;

    public ValueTask<AllowedFlows?> GetFlowsAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult((flows ??= new HeldFlows(view, estate => estate.FlowsOfSegment(this.GetPrimaryKeyString()))).Get());
}
