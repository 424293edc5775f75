using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.Logging;
using Orleans.Placement;
using ZtSegment.Cluster.Contracts;
using ZtSegment.Cluster.View;
using ZtSegment.Flows.Proof;
using ZtSegment.Linux.Proof;
using ZtSegment.Linux.Reading;

namespace ZtSegment.Cluster.Points;

/// <remarks>Where the agent's silo is, so that most calls stay on it.</remarks>
[PreferLocalPlacement]
internal sealed partial class EnforcementPointGrain(
    [PersistentState("point")] IPersistentState<EnforcementPointState> stored, EstateView view, TimeProvider clock, ILogger<EnforcementPointGrain> log)
    : Grain, IEnforcementPointGrain
{
    /// <summary>How long a host may take to load and read back a ruleset before it is pushed again.</summary>
    private static readonly TimeSpan MostForAcknowledging = TimeSpan.FromSeconds(30);

    /// <summary>How often it is looked whether this silo knows as much by now as the one that pushed last.</summary>
    private static readonly TimeSpan CatchingUp = TimeSpan.FromMilliseconds(250);

    private readonly Signal lookAgain = new();
    private readonly PushBackoff backoff = new(clock);
    private IDisposable? watching;
    private long connection;
    private bool isConnected;
    private Pushed? pushed;
    private (string Hash, string Problem)? unproved;
    private (string Error, DateTimeOffset At)? lastError;
    private string? lastFailed;

    private string Point => this.GetPrimaryKeyString();

    private EnforcementPointState State => stored.State;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        watching = view.Watch(Point, lookAgain.Set);
        connection = clock.GetUtcNow().UtcTicks;
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        watching?.Dispose();
        return Task.CompletedTask;
    }

    public async Task<AgentWelcome> ConnectAsync(AgentHello hello)
    {
        connection++;
        (isConnected, pushed) = (true, null);
        backoff.Reset();
        var observed = new Acknowledged(hello.Generation, hello.Hash, hello.Digest, ProvedAt: null);
        if (State.Observed is not { } known || (known.Hash, known.Digest) != (observed.Hash, observed.Digest))
            await PersistAsync(observed, Math.Max(State.Generation, hello.Generation));
        lookAgain.Set();
        LogConnected(log, Point, hello.AgentVersion, hello.Generation);
        return new AgentWelcome(connection, view.Current.Revision.Points.ContainsKey(Point));
    }

    public async IAsyncEnumerable<PointOrder> OrdersAsync(long connection, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, view.Stopping);
        while (IsCurrent(connection) && !ended.IsCancellationRequested)
        {
            if (await NextOrderAsync() is { } order && IsCurrent(connection))
                yield return order;
            await lookAgain.WaitAsync(UntilNextLook(), clock, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        if (!ended.IsCancellationRequested)
            yield return new SupersededOrder();
    }

    public async Task ReportAsync(long connection, AgentReport report)
    {
        if (!IsCurrent(connection))
            return;
        if (report.IsDrift)
            await TakeDriftAsync(report);
        else if (pushed is { } sent && report.Generation == sent.Generation)
            await TakeAcknowledgementAsync(sent, report);
        lookAgain.Set();
    }

    public Task DisconnectAsync(long connection)
    {
        if (!IsCurrent(connection))
            return Task.CompletedTask;
        (isConnected, pushed) = (false, null);
        LogDisconnected(log, Point);
        return Task.CompletedTask;
    }

    public async Task<PointStatus> HoldAsync(Hold hold)
    {
        await this.PersistAsync(stored, State.With(hold));
        LogHeld(log, Point, hold.By, hold.Reason);
        return await GetStatusAsync();
    }

    public async Task<PointStatus> ReleaseAsync(string by)
    {
        await this.PersistAsync(stored, State.With(held: null));
        LogReleased(log, Point, by);
        lookAgain.Set();
        return await GetStatusAsync();
    }

    public ValueTask<PointStatus> GetStatusAsync()
    {
        var estate = view.Current;
        var rows = estate.Revision.Points.GetValueOrDefault(Point, []);
        var isLinux = IsLinux && rows is [_];
        var desired = isLinux ? estate.DesiredOf(rows[0]) : null;
        ImmutableArray<string> waitsFor = isLinux
            ? [.. estate.Transition.WaitsFor(rows[0]).Select(r => GrainKeys.LinuxPoint(estate.Compilation.Table.Workloads[r].LinuxHost!))]
            : [];
        return ValueTask.FromResult(new PointStatus(
            Point, [.. rows.Select(r => estate.Compilation.Table.Workloads[r].Name)], StateOf(rows, desired, waitsFor), estate.Stamp,
            pushed?.Generation ?? State.Generation, desired?.Hash, State.Observed?.Generation ?? 0, State.Observed?.Hash, State.Observed?.ProvedAt,
            pushed?.At, unproved?.Problem ?? lastError?.Error, lastError?.At, CurrentHold, isConnected, waitsFor));
    }

    private bool IsLinux => Point.StartsWith("linux/", StringComparison.Ordinal);

    private Hold? CurrentHold => State.Held is { } hold && (hold.Until is null || hold.Until > clock.GetUtcNow()) ? hold : null;

    private bool IsCurrent(long of) => isConnected && of == connection;

    private PointState StateOf(ImmutableArray<int> rows, DesiredRuleset? desired, ImmutableArray<string> waitsFor)
    {
        if (rows.IsEmpty)
            return PointState.Undeclared;
        if (CurrentHold is not null)
            return PointState.Held;
        if (IsLinux && desired is null)
            return PointState.WithoutAddresses;
        if (!isConnected)
            return PointState.Unreachable;
        if (unproved?.Hash == desired?.Hash)
            return PointState.Unproved;
        if (State.Observed is { ProvedAt: not null } observed && observed.Hash == desired!.Hash)
            return waitsFor.IsEmpty ? PointState.Proved : PointState.Waiting;
        return lastError is not null ? PointState.Failed : PointState.Pushed;
    }

    private TimeSpan? UntilNextLook()
    {
        if (IsBehind(view.Current))
            return CatchingUp;
        var next = pushed is { } sent ? sent.At + MostForAcknowledging : backoff.IsOver ? null : backoff.NotBefore;
        if (CurrentHold?.Until is { } end && (next is null || end < next))
            next = end;
        return next is { } moment ? moment - clock.GetUtcNow() is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero : null;
    }

    /// <summary>Whether another silo has pushed what this one does not know yet: what it would push is older.</summary>
    private bool IsBehind(EstateSnapshot estate) => State.From.IsBeyond(estate.Revision.Number, estate.FactsSeen);

    /// <summary>What the host does not have and should; null where there is nothing to do now.</summary>
    private async Task<PointOrder?> NextOrderAsync()
    {
        var estate = view.Current;
        if (!view.IsReady || CurrentHold is not null || !IsLinux)
            return null;
        if (pushed is { } late && late.At + MostForAcknowledging <= clock.GetUtcNow())
            Fail("the host did not acknowledge the ruleset in time");
        if (IsBehind(estate))
        {
            view.CatchUp();
            return null;
        }

        if (!estate.Revision.Points.TryGetValue(Point, out var rows))
            return await WithdrawAsync(estate);
        if (estate.DesiredOf(rows[0]) is not { } desired || desired.Hash == pushed?.Ruleset?.Hash || desired.Hash == unproved?.Hash)
            return null;
        if (State.Observed is { ProvedAt: not null } observed && observed.Hash == desired.Hash)
        {
            view.Confirm(Point, desired.Hash);
            return null;
        }

        if (lastError is not null && desired.Hash == lastFailed && !backoff.IsOver)
            return null;
        return await EnforceAsync(estate, desired);
    }

    /// <summary>Nothing is pushed unproved.</summary>
    private async Task<PointOrder?> EnforceAsync(EstateSnapshot estate, DesiredRuleset desired)
    {
        var (proof, digest) = await Task.Run(() => (desired.Prove(), desired.Digest()));
        if (proof.Verdict != ProofVerdict.Equal || digest is null)
        {
            unproved = (desired.Hash, $"the rendered ruleset is not proved: {ProofWords.Of(proof)}");
            LogUnproved(log, Point, estate.Stamp.Revision, unproved.Value.Problem);
            return null;
        }

        unproved = null;
        if (State.Observed is { } observed && observed.Digest == digest && observed.Hash == desired.Hash)
        {
            await PersistAsync(observed with { ProvedAt = clock.GetUtcNow() }, State.Generation);
            view.Confirm(Point, desired.Hash);
            return null;
        }

        var generation = await NextGenerationAsync(estate);
        if (CurrentHold is not null)
            return null;
        pushed = new Pushed(generation, desired, digest, clock.GetUtcNow());
        LogPushed(log, Point, generation, estate.Stamp.Revision);
        return new EnforceOrder(generation, desired.Text, desired.Hash, digest);
    }

    private async Task<WithdrawOrder?> WithdrawAsync(EstateSnapshot estate)
    {
        if (State.Observed is null or { Generation: 0, Digest: null } || pushed is { Ruleset: null })
            return null;
        pushed = new Pushed(await NextGenerationAsync(estate), null, null, clock.GetUtcNow());
        return new WithdrawOrder(pushed.Generation);
    }

    /// <summary>Stored before it is pushed, so that no silo ever pushes it again for something else, nor what is older than it.</summary>
    private async Task<long> NextGenerationAsync(EstateSnapshot estate)
    {
        var generation = State.Generation + 1;
        await this.PersistAsync(stored, State.With(generation, new PushedFrom(estate.Revision.Number, estate.FactsSeen)));
        return generation;
    }

    private async Task TakeAcknowledgementAsync(Pushed sent, AgentReport report)
    {
        if (report.Error is { } error)
        {
            Fail(error);
            return;
        }

        var isProved = report.Digest == sent.Digest;
        await PersistAsync(new Acknowledged(sent.Generation, sent.Ruleset?.Hash, report.Digest, isProved ? clock.GetUtcNow() : null), sent.Generation);
        if (!isProved)
        {
            Fail(Difference(report, "the host holds another ruleset than it was given"));
            return;
        }

        (pushed, lastError, lastFailed) = (null, null, null);
        backoff.Succeeded();
        if (sent.Ruleset is { } enforced)
            view.Confirm(Point, enforced.Hash);
        var time = clock.GetUtcNow() - sent.At;
        LogProved(log, Point, sent.Generation, time);
    }

    private async Task TakeDriftAsync(AgentReport report)
    {
        lastFailed = State.Observed?.Hash;
        await PersistAsync(new Acknowledged(report.Generation, null, report.Digest, ProvedAt: null), State.Generation);
        backoff.Failed(isFirstFree: true);
        lastError = (Difference(report, "somebody changed the ruleset on the host"), clock.GetUtcNow());
        LogDrift(log, Point, lastError.Value.Error);
    }

    private void Fail(string error)
    {
        lastError = (error, clock.GetUtcNow());
        lastFailed = pushed?.Ruleset?.Hash;
        pushed = null;
        backoff.Failed();
        LogRefused(log, Point, error);
    }

    /// <summary>A packet that shows it, where the host told what its kernel holds.</summary>
    private string Difference(AgentReport report, string what)
    {
        var estate = view.Current;
        if (report.Listing is null || estate.Revision.Points.GetValueOrDefault(Point, []) is not [var row])
            return what;
        var reading = NftJsonReader.Read(Encoding.UTF8.GetBytes(report.Listing));
        return reading.Ruleset is { } ruleset
            ? $"{what}: {ProofWords.Of(estate.Rulesets.ProveLive(row, ruleset, clock.GetUtcNow(), report.Grace))}"
            : $"{what}: {reading.Problem}";
    }

    private Task PersistAsync(Acknowledged observed, long generation) => this.PersistAsync(stored, State.With(observed, Math.Max(generation, State.Generation)));

    /// <param name="Ruleset">Null: the withdrawal of our table.</param>
    private sealed record Pushed(long Generation, DesiredRuleset? Ruleset, string? Digest, DateTimeOffset At);
}
