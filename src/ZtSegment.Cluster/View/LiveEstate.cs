using System.Collections.Immutable;
using ZtSegment.Cluster.Contracts;
using ZtSegment.Cluster.Facts;
using ZtSegment.Cluster.Intents;
using ZtSegment.Flows;

namespace ZtSegment.Cluster.View;

/// <summary>The newest revision and facts, compiled as they come. One thread at a time; what it gives out is immutable.</summary>
/// <remarks>Under a freeze the revision and the facts of its moment stay live, and of what comes after only quarantine counts.</remarks>
internal sealed class LiveEstate
{
    private readonly Dictionary<string, VersionedFacts> newest = new(StringComparer.Ordinal);
    private readonly ulong[] shardDigests = new ulong[GrainKeys.FactShards];
    private ImmutableDictionary<string, WorkloadFacts> live = ImmutableDictionary.Create<string, WorkloadFacts>(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, StoredFacts>? frozen;
    private LoadedRevision revision = LoadedRevision.None;
    private EstateEngine engine;
    private AffectedRows affected = AffectedRows.All;
    private long seen;

    public LiveEstate(DateTimeOffset now) => engine = new EstateEngine(revision.Intent, EstateFacts.None, now, revision.Ids.ToPolicyIds());

    /// <summary>Of the facts that are known of a shard's workloads.</summary>
    public ulong DigestOf(int shard) => shardDigests[shard];

    public IntentHead Head { get; private set; } = new(0, 0, null, null);

    /// <summary>When something ends by itself next; null: never.</summary>
    public DateTimeOffset? NextDeadline => engine.NextDeadline;

    /// <summary>Older versions change nothing.</summary>
    public void Merge(VersionedFacts facts)
    {
        var known = newest.GetValueOrDefault(facts.Workload);
        if (known?.Version >= facts.Version)
            return;
        newest[facts.Workload] = facts;
        seen += facts.Version - (known?.Version ?? 0);
        ref var digest = ref shardDigests[GrainKeys.ShardOf(facts.Workload)];
        digest += FactsDigest.Of(facts) - (known is null ? 0 : FactsDigest.Of(known));
        var parsed = FactWords.Parse(FactsThatCount(facts));
        live = live.SetItem(facts.Workload, parsed);
        if (revision.Intent.FindWorkload(facts.Workload) is not null)
            affected = affected.With(engine.Update(facts.Workload, parsed));
    }

    /// <param name="frozenFacts">Where the head is frozen: those of that moment.</param>
    public void Take(IntentHead next, LoadedRevision loaded, IReadOnlyDictionary<string, StoredFacts>? frozenFacts, DateTimeOffset now)
    {
        (Head, revision, frozen) = (next, loaded, frozenFacts);
        live = newest.Values.ToImmutableDictionary(f => f.Workload, f => FactWords.Parse(FactsThatCount(f)), StringComparer.Ordinal);
        engine = new EstateEngine(revision.Intent, new EstateFacts(live), now, revision.Ids.ToPolicyIds());
        affected = AffectedRows.All;
    }

    public void MoveTo(DateTimeOffset now)
    {
        if (NextDeadline <= now)
            affected = affected.With(engine.MoveTo(now));
    }

    /// <summary>What is known now, and which rows are other than at the last call.</summary>
    public (EstateSnapshot Snapshot, AffectedRows Affected) Snapshot()
    {
        var digest = shardDigests.Aggregate(0ul, (sum, shard) => sum + shard);
        var snapshot = new EstateSnapshot(new EstateStamp(revision.Number, digest), Head, revision, engine.Compilation, live) { FactsSeen = seen };
        var changed = affected;
        affected = AffectedRows.None;
        return (snapshot, changed);
    }

    /// <summary>The last snapshot may have reached nobody: the next one counts as other everywhere.</summary>
    public void Doubt() => affected = AffectedRows.All;

    private StoredFacts FactsThatCount(VersionedFacts facts) => frozen is null
        ? facts.Facts
        : frozen.GetValueOrDefault(facts.Workload, StoredFacts.Unknown) with { Quarantined = facts.Facts.Quarantined };
}
