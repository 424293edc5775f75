using ZtSegment.Cluster.Contracts;

namespace ZtSegment.Cluster.View;

/// <summary>The allowed flows that a grain holds, made again when what they stand on is another one: revision, facts, or the moment, at which policies end.</summary>
internal sealed class HeldFlows(EstateView view, Func<EstateSnapshot, AllowedFlows?> make)
{
    private (EstateStamp Stamp, DateTimeOffset Now)? madeAt;
    private AllowedFlows? flows;

    /// <summary>Null where the workload or segment is not declared.</summary>
    public AllowedFlows? Get()
    {
        var estate = view.Current;
        if (madeAt != (estate.Stamp, estate.Compilation.Now))
            (flows, madeAt) = (make(estate), (estate.Stamp, estate.Compilation.Now));
        return flows;
    }
}
