using System.Collections.Immutable;
using Orleans.Concurrency;

namespace ZtSegment.Cluster.Contracts;

/// <summary>The intent of the estate (key <see cref="GrainKeys.Intent"/>): which revision counts, and which plans are staged to follow it.</summary>
/// <remarks>
/// Documents are not kept here but as content, by hash; whoever stages a plan has validated, compared and stored it. No event of a workload
/// comes here. Calls content and tells views; called by the API, and by views when they start and once every ten seconds.
/// </remarks>
[Alias("zt.intent")]
public interface IIntentGrain : IGrainWithStringKey
{
    [ReadOnly, Alias("head")]
    ValueTask<IntentHead> GetHeadAsync();

    /// <summary>Keeps a plan to be accepted by its hash. One that was staged on another revision than the newest is refused.</summary>
    [Alias("stage")]
    Task<StageResult> StageAsync(StagedPlan plan);

    /// <summary>The plans that wait for acceptance, oldest first.</summary>
    [ReadOnly, Alias("staged")]
    ValueTask<ImmutableArray<StagedPlan>> GetStagedAsync();

    /// <summary>The plan of that hash, also where the revision under it is no longer the newest; null: nobody knows it.</summary>
    [ReadOnly, Alias("find-staged")]
    ValueTask<StagedPlan?> FindStagedAsync(string hash);

    /// <summary>Makes a staged plan the newest revision, and tells every silo's view; persisted when it returns.</summary>
    /// <param name="hash">Of the plan.</param>
    /// <param name="by">Who accepts it.</param>
    /// <returns>Refused where no such plan waits, or the revision under it is no longer the newest. Accepting again what was accepted is fine.</returns>
    [Alias("accept")]
    Task<AcceptResult> AcceptAsync(string hash, string by);

    /// <summary>Takes a staged plan away.</summary>
    /// <returns>False where there was none.</returns>
    [Alias("reject")]
    Task<bool> RejectAsync(string hash, string by, string reason);

    /// <summary>Stops all pushes but those of quarantine, or lets them go on (null).</summary>
    [Alias("freeze")]
    Task<IntentHead> FreezeAsync(Freeze? freeze);
}

/// <summary>The newest revision, and what holds for the whole estate.</summary>
/// <param name="Number">Grows with each change of this record, freezes included.</param>
/// <param name="Revision">0: nothing was accepted yet.</param>
/// <param name="RevisionHash">The content that holds the <see cref="Revision"/>; null before the first.</param>
[GenerateSerializer, Immutable, Alias("zt.intent-head")]
public sealed record IntentHead(
    [property: Id(0)] long Number, [property: Id(1)] long Revision, [property: Id(2)] string? RevisionHash, [property: Id(3)] Freeze? Freeze);

/// <summary>What every point keeps, whatever is accepted or learned: the revision and the facts of one moment. Only quarantine goes on.</summary>
/// <param name="By">Who.</param>
/// <param name="RevisionHash">The revision that stays live; null where there was none.</param>
/// <param name="Facts">The content that holds the facts that stay live.</param>
[GenerateSerializer, Immutable, Alias("zt.freeze")]
public sealed record Freeze(
    [property: Id(0)] string By,
    [property: Id(1)] string Reason,
    [property: Id(2)] DateTimeOffset Since,
    [property: Id(3)] string? RevisionHash,
    [property: Id(4)] string Facts);

/// <summary>One accepted intent. Each names the one before by hash, so that history cannot be rewritten unseen.</summary>
/// <param name="Previous">The hash of the revision before; null for the first.</param>
/// <param name="Sources">By name: each team's documents, as content.</param>
/// <param name="Ids">The content that holds policy ids, and the next free one.</param>
/// <param name="Plan">The hash of the plan that was accepted.</param>
/// <param name="PlanJson">The content that holds the plan as JSON.</param>
/// <param name="Author">Who proposed it.</param>
/// <param name="AcceptedBy">Who accepted it.</param>
/// <param name="RollbackOf">The revision whose documents these are again; else null.</param>
[GenerateSerializer, Immutable, Alias("zt.revision")]
public sealed record Revision(
    [property: Id(0)] long Number,
    [property: Id(1)] string? Previous,
    [property: Id(2)] ImmutableSortedDictionary<string, string> Sources,
    [property: Id(3)] string Ids,
    [property: Id(4)] string Plan,
    [property: Id(5)] string PlanJson,
    [property: Id(6)] string Author,
    [property: Id(7)] string Message,
    [property: Id(8)] string AcceptedBy,
    [property: Id(9)] DateTimeOffset At,
    [property: Id(10)] long? RollbackOf);

/// <summary>A plan that waits for acceptance, with all that the revision would be.</summary>
/// <param name="Hash">Of the plan: what is accepted by it and nothing else.</param>
/// <param name="BaseRevision">The revision that it was compared with.</param>
/// <param name="Source">The source whose documents it replaces; empty for a rollback.</param>
/// <param name="Facts">The facts that it was compared with: see <see cref="EstateStamp"/>.</param>
[GenerateSerializer, Immutable, Alias("zt.staged-plan")]
public sealed record StagedPlan(
    [property: Id(0)] string Hash,
    [property: Id(1)] long BaseRevision,
    [property: Id(2)] ImmutableSortedDictionary<string, string> Sources,
    [property: Id(3)] string Ids,
    [property: Id(4)] string PlanJson,
    [property: Id(5)] string Author,
    [property: Id(6)] string Message,
    [property: Id(7)] DateTimeOffset StagedAt,
    [property: Id(8)] long? RollbackOf,
    [property: Id(9)] string Source,
    [property: Id(10)] ulong Facts,
    [property: Id(11)] bool AllowsShrink,
    [property: Id(12)] bool AllowsManagementChange);

[GenerateSerializer, Alias("zt.stage-result")]
public enum StageResult
{
    Staged,

    /// <summary>The newest revision is another one by now.</summary>
    Stale,
}

/// <param name="Head">The newest revision after the call.</param>
[GenerateSerializer, Immutable, Alias("zt.accept-result")]
public sealed record AcceptResult([property: Id(0)] AcceptVerdict Verdict, [property: Id(1)] IntentHead Head);

[GenerateSerializer, Alias("zt.accept-verdict")]
public enum AcceptVerdict
{
    Accepted,

    /// <summary>The revision under the plan is no longer the newest: plan again.</summary>
    Stale,

    /// <summary>No plan of that hash waits.</summary>
    Unknown,
}
