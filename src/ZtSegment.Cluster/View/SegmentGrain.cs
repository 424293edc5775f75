using ZtSegment.Cluster.Contracts;

namespace ZtSegment.Cluster.View;

internal sealed class SegmentGrain(EstateView view) : Grain, ISegmentGrain
{
    private AllowedFlows? flows;

    public ValueTask<AllowedFlows?> GetFlowsAsync(CancellationToken cancellationToken)
    {
        var estate = view.Current;
        if (flows?.Stamp != estate.Stamp)
            flows = estate.FlowsOfSegment(this.GetPrimaryKeyString());
        return ValueTask.FromResult(flows);
    }
}
