using System.Collections.Immutable;
using System.Text.Json;
using ZtSegment.Cluster.Contracts;
using ZtSegment.Cluster.View;

namespace ZtSegment.Cluster.Intents;

public sealed class IntentState
{
    public IntentHead Head { get; set; } = new(0, 0, null, null);

    /// <summary>The plan of the newest revision: accepting it again is fine.</summary>
    public string? AcceptedPlan { get; set; }

    public ImmutableArray<StagedPlan> Staged { get; set; } = [];
}

internal sealed class IntentGrain(
    [PersistentState("intent")] IPersistentState<IntentState> stored, ContentStore content, EstateViews views, TimeProvider clock) : Grain, IIntentGrain
{
    /// <summary>The oldest goes where one more comes.</summary>
    private const int MostStaged = 32;

    private IntentState State => stored.State;

    public ValueTask<IntentHead> GetHeadAsync() => ValueTask.FromResult(State.Head);

    public async Task<StageResult> StageAsync(StagedPlan plan)
    {
        if (plan.BaseRevision != State.Head.Revision)
            return StageResult.Stale;
        await PersistAsync(State.Head, State.AcceptedPlan, [.. State.Staged.Where(p => p.Hash != plan.Hash).TakeLast(MostStaged - 1), plan]);
        return StageResult.Staged;
    }

    public ValueTask<ImmutableArray<StagedPlan>> GetStagedAsync() => ValueTask.FromResult<ImmutableArray<StagedPlan>>([.. State.Staged.Where(p => p.BaseRevision == State.Head.Revision)]);

    public ValueTask<StagedPlan?> FindStagedAsync(string hash) => ValueTask.FromResult(State.Staged.FirstOrDefault(p => p.Hash == hash));

    public async Task<AcceptResult> AcceptAsync(string hash, string by)
    {
        if (State.AcceptedPlan == hash && State.Staged.All(p => p.Hash != hash))
            return new AcceptResult(AcceptVerdict.Accepted, State.Head);
        if (State.Staged.FirstOrDefault(p => p.Hash == hash) is not { } plan)
            return new AcceptResult(AcceptVerdict.Unknown, State.Head);
        if (plan.BaseRevision != State.Head.Revision)
            return new AcceptResult(AcceptVerdict.Stale, State.Head);
        var revision = new Revision(
            State.Head.Revision + 1, State.Head.RevisionHash, plan.Sources, plan.Ids, plan.Hash, plan.PlanJson, plan.Author, plan.Message, by,
            clock.GetUtcNow(), plan.RollbackOf);
        var revisionHash = await content.PutAsync(JsonSerializer.SerializeToUtf8Bytes(revision));
        await PersistAsync(State.Head with { Number = State.Head.Number + 1, Revision = revision.Number, RevisionHash = revisionHash }, hash, [.. State.Staged.Where(p => p.Hash != hash)]);
        views.Tell(State.Head);
        return new AcceptResult(AcceptVerdict.Accepted, State.Head);
    }

    public async Task<bool> RejectAsync(string hash, string by, string reason)
    {
        if (State.Staged.All(p => p.Hash != hash))
            return false;
        await PersistAsync(State.Head, State.AcceptedPlan, [.. State.Staged.Where(p => p.Hash != hash)]);
        return true;
    }

    public async Task<IntentHead> FreezeAsync(Freeze? freeze)
    {
        await PersistAsync(State.Head with { Number = State.Head.Number + 1, Freeze = freeze }, State.AcceptedPlan, State.Staged);
        views.Tell(State.Head);
        return State.Head;
    }

    private Task PersistAsync(IntentHead head, string? acceptedPlan, ImmutableArray<StagedPlan> staged) =>
        this.PersistAsync(stored, new IntentState { Head = head, AcceptedPlan = acceptedPlan, Staged = staged });
}
