using ZtSegment.Cluster.Contracts;
using ZtSegment.Cluster.Intents;
using ZtSegment.Cluster.View;

namespace ZtSegment.Cluster.Planning;

/// <summary>Keeps every point at what is live now, whatever is accepted or learned, until it is lifted; only quarantine goes on.</summary>
/// <remarks>Hosts that lose their ruleset get the frozen one again. Plans may be staged and accepted; they go live when the freeze is lifted.</remarks>
public sealed class EstateFreeze
{
    private readonly IGrainFactory grains;
    private readonly EstateView view;
    private readonly ContentStore content;
    private readonly TimeProvider clock;

    internal EstateFreeze(IGrainFactory grains, EstateView view, ContentStore content, TimeProvider clock) =>
        (this.grains, this.view, this.content, this.clock) = (grains, view, content, clock);

    private IIntentGrain Intent => grains.GetGrain<IIntentGrain>(GrainKeys.Intent);

    /// <summary>A freeze of one that is frozen keeps what was frozen, with the new reason.</summary>
    public async Task<IntentHead> FreezeAsync(string by, string reason, CancellationToken cancellation = default)
    {
        await view.Ready.WaitAsync(cancellation);
        var estate = await view.ReachAsync((await Intent.GetHeadAsync()).Number, cancellation);
        var facts = estate.Head.Freeze?.Facts ?? await content.PutAsync(FrozenFacts.Pack(estate));
        return await Intent.FreezeAsync(new Freeze(by, reason, clock.GetUtcNow(), estate.Revision.Hash, facts));
    }

    public Task<IntentHead> LiftAsync() => Intent.FreezeAsync(null);
}
