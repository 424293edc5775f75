using ZtSegment.Cluster.Contracts;
using ZtSegment.Cluster.View;

namespace ZtSegment.Cluster.Facts;

internal sealed class WorkloadGrain(EstateViews views, EstateView view) : Grain, IWorkloadGrain
{
    private VersionedFacts facts = null!;
    private HeldFlows? flows;

    private string Name => this.GetPrimaryKeyString();

    private IFactShardGrain Shard => GrainFactory.GetGrain<IFactShardGrain>(GrainKeys.ShardOf(Name));

    public override async Task OnActivateAsync(CancellationToken cancellationToken) =>
        facts = await Shard.GetAsync(Name) ?? new VersionedFacts(Name, 0, StoredFacts.Unknown);

    public async Task<VersionedFacts> UpdateAsync(FactsUpdate update, CancellationToken cancellationToken)
    {
        var known = facts.Facts;
        var next = FactWords.Checked(Name, new StoredFacts(
            update.Posture is { } posture ? posture.Compliant : known.Compliant,
            update.Posture is { } reported ? reported.Risk : known.Risk,
            update.Quarantined ?? known.Quarantined,
            update.Inventory?.Addresses ?? known.Addresses,
            update.Inventory?.Labels ?? known.Labels));
        if (next.IsSameAs(known))
            return facts;
        await WriteAsync(facts with { Version = facts.Version + 1, Facts = next });
        views.Tell([facts]);
        return facts;
    }

    public ValueTask<VersionedFacts> GetFactsAsync(CancellationToken cancellationToken) => ValueTask.FromResult(facts);

    public ValueTask<AllowedFlows?> GetFlowsAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult((flows ??= new HeldFlows(view, estate => estate.FlowsOfWorkload(Name))).Get());

    /// <summary>Where the write fails, or another activation wrote, this one ends: the next one reads what the shard holds.</summary>
    private async Task WriteAsync(VersionedFacts next)
    {
        try
        {
            if (!await Shard.PutAsync(next))
                throw new InvalidOperationException($"the facts of {Name} were written by another activation");
            facts = next;
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
    }
}
