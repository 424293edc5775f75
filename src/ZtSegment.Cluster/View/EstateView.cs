using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using ZtSegment.Cluster.Contracts;
using ZtSegment.Cluster.GoingLive;
using ZtSegment.Cluster.Intents;
using ZtSegment.Flows;
using ZtSegment.Flows.Guardrails;

namespace ZtSegment.Cluster.View;

/// <summary>What one silo knows of the estate: the newest revision, the newest facts of every workload, and what is compiled of both.</summary>
/// <remarks>
/// Merging takes the highest number, so order, repetition and loss do not matter. The first event is worked on at once, those that come within
/// the next 50 ms together. What it does not hear it finds: it compares with the intent and the shards every ten seconds.
/// </remarks>
//
//   WorkloadGrain --facts--+
//                          +--> PendingChanges, newest of each --> LiveEstate --> EstateSnapshot --> watchers: look again
//   IntentGrain --head-----+          ^
//                                     |
//   clock: the next deadline; every ten seconds, what was missed
//
public sealed partial class EstateView : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    /// <summary>Events that come within this time are worked on together.</summary>
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(50);

    /// <summary>How often those are asked for whose losses others wait.</summary>
    private static readonly TimeSpan Asking = TimeSpan.FromMilliseconds(200);

    private readonly IGrainFactory grains;
    private readonly RevisionStore revisions;
    private readonly ContentStore content;
    private readonly TimeProvider clock;
    private readonly ClusterOptions options;
    private readonly ILogger<EstateView> log;
    private readonly PendingChanges pending = new();
    private readonly PointWatchers watchers = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LiveEstate live;
    private readonly UnconfirmedMoves moves = new();
    private volatile EstateSnapshot current;
    private volatile bool isBehind;
    private Task running = Task.CompletedTask;

    internal EstateView(IGrainFactory grains, RevisionStore revisions, ContentStore content, TimeProvider clock, ClusterOptions options, ILogger<EstateView> log)
    {
        (this.grains, this.revisions, this.content, this.clock, this.options, this.log) = (grains, revisions, content, clock, options, log);
        live = new LiveEstate(clock.GetUtcNow());
        current = live.Snapshot().Snapshot;
    }

    /// <summary>Told after each new snapshot, on the view's thread: hand over and return.</summary>
    public event Action<EstateSnapshot>? Changed;

    public EstateSnapshot Current => current;

    /// <summary>Ends when everything that was stored when the silo started has been merged.</summary>
    public Task Ready => ready.Task;

    public bool IsReady => ready.Task.IsCompletedSuccessfully;

    /// <summary>Cancelled when the silo begins to stop.</summary>
    internal CancellationToken Stopping => stopping.Token;

    public void Participate(ISiloLifecycle observer) => observer.Subscribe(nameof(EstateView), ServiceLifecycleStage.Active, StartAsync, StopAsync);

    public void Dispose() => stopping.Dispose();

    /// <summary>The first snapshot that knows a head of that number or a later one.</summary>
    public async Task<EstateSnapshot> ReachAsync(long head, CancellationToken cancellation)
    {
        var reached = new TaskCompletionSource<EstateSnapshot>(TaskCreationOptions.RunContinuationsAsynchronously);
        Changed += Look;
        try
        {
            Look(current);
            return await reached.Task.WaitAsync(cancellation);
        }
        finally
        {
            Changed -= Look;
        }

        void Look(EstateSnapshot estate)
        {
            if (estate.Head.Number >= head)
                reached.TrySetResult(estate);
        }
    }

    internal void Merge(ImmutableArray<VersionedFacts> facts) => pending.Add(facts);

    internal void Merge(IntentHead told) => pending.Add(told);

    /// <summary>Another silo has pushed what this one does not know yet: it compares now, not at its time.</summary>
    internal void CatchUp()
    {
        isBehind = true;
        pending.Hasten();
    }

    /// <summary>A point enforces the ruleset of that hash: others may wait for what it lost.</summary>
    internal void Confirm(string point, string hash) => pending.Add(point, hash);

    /// <summary>Wakes whoever drives the point when its ruleset may be another one. Until disposed.</summary>
    internal IDisposable Watch(string point, Action lookAgain) => watchers.Add(point, lookAgain);

    private Task StartAsync(CancellationToken cancellation)
    {
        running = Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellation)
    {
        await stopping.CancelAsync();
        await running.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RunAsync()
    {
        var nextComparing = clock.GetUtcNow();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var started = clock.GetTimestamp();
                if (isBehind || clock.GetUtcNow() >= nextComparing)
                {
                    isBehind = false;
                    nextComparing = clock.GetUtcNow() + options.CompareEvery;
                    await CompareAsync();
                }

                if (!current.Transition.IsEmpty)
                    await AskLosersAsync(current);
                if (await WorkAsync() && clock.GetElapsedTime(started) is var worked && worked < Together)
                    await Task.Delay(Together - worked, clock, stopping.Token);
                ready.TrySetResult();
                await pending.WaitAsync(UntilNext(nextComparing), clock, stopping.Token);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogFailed(log, e);
                live.Doubt();
                nextComparing = clock.GetUtcNow();
                await Task.Delay(TimeSpan.FromSeconds(1), clock, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Fetches what was not heard of. One question per shard, whose answer is a number where nothing is new.</summary>
    private async Task CompareAsync()
    {
        pending.Add(await grains.GetGrain<IIntentGrain>(GrainKeys.Intent).GetHeadAsync());
        await Task.WhenAll(Enumerable.Range(0, GrainKeys.FactShards).Select(async shard =>
        {
            var grain = grains.GetGrain<IFactShardGrain>(shard);
            if (await grain.GetDigestAsync() != live.DigestOf(shard))
                pending.Add(await grain.GetAllAsync());
        }));
    }

    /// <returns>Whether anything is other than before.</returns>
    private async Task<bool> WorkAsync()
    {
        var (facts, told, enforced) = pending.TakeAll();
        var now = clock.GetUtcNow();
        var isConfirmed = false;
        foreach (var (point, hash) in enforced)
            isConfirmed |= Confirm(current, point, hash);
        foreach (var next in facts)
            live.Merge(next);
        if (told is not null && told.Number > live.Head.Number)
            await TakeAsync(told, now);
        live.MoveTo(now);
        var (snapshot, affected) = live.Snapshot();
        if (affected.IsEmpty && !isConfirmed && snapshot.Stamp == current.Stamp && snapshot.Head == current.Head)
            return false;
        var before = current;
        if (before.Revision.Number == 0 && snapshot.Revision.Record?.Previous is { } previous)
            moves.Follow(await LoadBeforeAsync(previous, snapshot), snapshot, AffectedRows.All);
        var losing = affected.IsEmpty ? [] : moves.Follow(before, snapshot, affected);
        current = snapshot = snapshot.In(moves.In(snapshot.Compilation));
        ready.TrySetResult();
        watchers.Wake(snapshot, row => affected.Contains(snapshot.Compilation, row) || snapshot.Transition.Waits(row) || before.Transition.Waits(row), losing);
        Changed?.Invoke(snapshot);
        var time = clock.GetUtcNow() - now;
        LogChanged(log, snapshot.Stamp.Revision, snapshot.Stamp.Facts, facts.Count, time);
        return true;
    }

    /// <summary>After a start nobody knows which points had come to the newest revision: those that had not hold the one before.</summary>
    private async Task<EstateSnapshot> LoadBeforeAsync(string previous, EstateSnapshot newest)
    {
        var revision = await revisions.LoadAsync(previous);
        var compiled = Compiler.Compile(revision.Intent, new EstateFacts(newest.Facts), newest.Compilation.Now, revision.Ids.ToPolicyIds());
        return new EstateSnapshot(newest.Stamp, newest.Head, revision, GuardrailCuts.Apply(compiled), newest.Facts);
    }

    private bool Confirm(EstateSnapshot estate, string point, string hash)
    {
        if (estate.Revision.Points.GetValueOrDefault(point, []) is not [var row])
            return false;
        var workload = estate.Compilation.Table.Workloads[row].Name;
        if (!moves.Has(workload))
            return false;
        if (estate.Rulesets.Of(row)?.Hash == hash)
            return moves.Confirm(workload, common: null);
        return estate.Transition.Waits(row) && estate.Transition.Rulesets.Of(row)?.Hash == hash
            && moves.Confirm(workload, estate.Transition.CommonOf(row));
    }

    /// <summary>Asks those for whose losses others wait, wherever their grains are. One that never had a ruleset of ours has nothing to lose.</summary>
    private async Task AskLosersAsync(EstateSnapshot estate)
    {
        var losers = estate.Transition.Rows.SelectMany(row => estate.Transition.WaitsFor(row)).Distinct();
        await Task.WhenAll(losers.Select(async row =>
        {
            var point = GrainKeys.LinuxPoint(estate.Compilation.Table.Workloads[row].LinuxHost!);
            var status = await grains.GetGrain<IEnforcementPointGrain>(point).GetStatusAsync();
            if (status is { ObservedHash: { } hash, ProvedAt: not null })
                pending.Add(point, hash);
            else if (status is { ObservedGeneration: 0, IsConnected: false } && estate.Rulesets.Of(row) is { } desired)
                pending.Add(point, desired.Hash);
        }));
    }

    private async Task TakeAsync(IntentHead told, DateTimeOffset now)
    {
        var loaded = await revisions.LoadAsync(told.Freeze is { } freeze ? freeze.RevisionHash : told.RevisionHash);
        var frozen = told.Freeze is { } kept ? FrozenFacts.Unpack(await content.GetAsync(kept.Facts)) : null;
        live.Take(told, loaded, frozen, now);
    }

    private TimeSpan UntilNext(DateTimeOffset comparing)
    {
        var next = live.NextDeadline is { } deadline && deadline < comparing ? deadline : comparing;
        var left = next - clock.GetUtcNow();
        if (!current.Transition.IsEmpty && left > Asking)
            return Asking;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The estate is at revision {Revision}, facts {Facts:x16}: {Events} facts merged in {Time}")]
    private static partial void LogChanged(ILogger log, long revision, ulong facts, int events, TimeSpan time);

    [LoggerMessage(Level = LogLevel.Error, Message = "The view of the estate could not follow; what it knows stays as it is, and it tries again")]
    private static partial void LogFailed(ILogger log, Exception error);
}
