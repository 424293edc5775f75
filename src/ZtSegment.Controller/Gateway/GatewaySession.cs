using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using ZtSegment.Cluster.Contracts;
using ZtSegment.Wire;

namespace ZtSegment.Controller.Gateway;

/// <summary>One agent's session: its stream on one side, its host's grain on the other.</summary>
/// <remarks>
/// At most one order is under way, so that a slow agent is given the newest one next and holds up nothing else. When the grain's silo dies the
/// agent's stream stays: the grain is connected to anew, wherever it is then, with what the host has by then.
/// </remarks>
//
//   agent --hello, applied, refused, drift--> ReadAsync ---------------> grain
//         <------- one order ---------------- FollowAsync <--newest----- grain
//
internal sealed partial class GatewaySession(
    IAsyncStreamReader<FromAgent> incoming, IServerStreamWriter<FromController> outgoing, IGrainFactory grains, GatewayMetrics metrics, ILogger log) : IDisposable
{
    /// <summary>An agent that says nothing for so long is gone.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    /// <summary>Longer than it takes to load and read back the largest ruleset.</summary>
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromMinutes(2);

    private readonly Backoff backoff = new(Random.Shared);
    private readonly CancellationTokenSource silent = new();
    private AgentHello hello = new("", "", 0, null, null);
    private Link? link;
    private UnderWay? underWay;
    private ulong number;

    private IEnforcementPointGrain Point => grains.GetGrain<IEnforcementPointGrain>(GrainKeys.LinuxPoint(hello.Host));

    /// <exception cref="RefusedMessageException">The agent said what it may not.</exception>
    /// <exception cref="RpcException">Why the session ended.</exception>
    public async Task RunAsync(CancellationToken aborted)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(aborted, silent.Token);
        await GreetAsync(ending.Token);
        Task[] tasks = [ReadAsync(ending.Token), FollowAsync(ending.Token)];
        var first = await Task.WhenAny(tasks);
        await ending.CancelAsync();
        await Task.WhenAll(tasks).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await DisconnectAsync();
        await first;
    }

    public void Dispose() => silent.Dispose();

    private async Task GreetAsync(CancellationToken cancellationToken)
    {
        if (await NextAsync(cancellationToken) is not { Hello: { } greeting })
            throw AgentMessages.Malformed("the first message is no hello");
        if (ProtocolVersions.Common(greeting.OldestProtocol, greeting.NewestProtocol) is not { } protocol)
        {
            throw new RpcException(new Status(StatusCode.FailedPrecondition,
                $"this controller speaks protocols {ProtocolVersions.Oldest} to {ProtocolVersions.Newest}, the agent {greeting.OldestProtocol} to {greeting.NewestProtocol}"));
        }

        hello = AgentMessages.Hello(greeting);
        await outgoing.WriteAsync(new FromController
        {
            Number = ++number,
            Welcome = new Welcome { Protocol = protocol, Silence = Duration.FromTimeSpan(Silence) },
        }, cancellationToken);
    }

    /// <summary>Null: the agent has ended the session.</summary>
    private async Task<FromAgent?> NextAsync(CancellationToken cancellationToken)
    {
        silent.CancelAfter(Silence);
        var isThere = await incoming.MoveNext(cancellationToken);
        silent.CancelAfter(Timeout.Infinite);
        return isThere ? AgentMessages.Sized(incoming.Current) : null;
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        while (await NextAsync(cancellationToken) is { } message)
        {
            switch (message.MessageCase)
            {
                case FromAgent.MessageOneofCase.Heartbeat:
                    break;
                case FromAgent.MessageOneofCase.Applied:
                    var applied = message.Applied;
                    Answer(applied.Number, applied.Enforced, out _);
                    metrics.Applied(AgentMessages.Span(applied.Took));
                    if (applied.NotKept.Length > 0)
                        LogNotKept(log, hello.Host, hello.Generation, AgentMessages.Shown(applied.NotKept));
                    await ReportAsync(AgentMessages.Report(applied));
                    underWay!.Answered.SetResult();
                    break;
                case FromAgent.MessageOneofCase.Refused:
                    var refused = message.Refused;
                    Answer(refused.Number, refused.Enforced, out var generation);
                    metrics.RefusedOrder($"{refused.Because}");
                    await ReportAsync(AgentMessages.Report(refused, generation));
                    underWay!.Answered.SetResult();
                    // The grain has to go on above what the host has.
                    if (refused.Because == RefusedBecause.Generation)
                        link?.Break();
                    break;
                case FromAgent.MessageOneofCase.Drift:
                    metrics.Drifted();
                    hello = AgentMessages.With(hello, message.Drift.Enforced);
                    LogDrift(log, hello.Host, AgentMessages.Shown(message.Drift.Writer?.Name ?? "somebody"), message.Drift.Writer?.Process);
                    await ReportAsync(AgentMessages.Report(message.Drift));
                    break;
                case FromAgent.MessageOneofCase.None:
                    // A newer agent's report, which its protocol lets it send: nothing here needs it.
                    metrics.RefusedMessage("unknown");
                    break;
                default:
                    throw AgentMessages.Malformed($"`{message.MessageCase}` is not of this session's protocol, or out of place");
            }
        }
    }

    private void Answer(ulong answered, Enforced enforced, out long generation)
    {
        if (underWay is not { } order || order.Number != answered || order.Answered.Task.IsCompleted)
            throw AgentMessages.Malformed("an answer to no order");
        generation = order.Generation;
        hello = AgentMessages.With(hello, enforced);
    }

    /// <summary>A report that does not arrive is not repeated: the grain is connected to anew and told what the host has.</summary>
    private async Task ReportAsync(AgentReport report)
    {
        if (link is not { } to)
            return;
        try
        {
            await Point.ReportAsync(to.Connection, report);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogLost(log, hello.Host, e.Message);
            to.Break();
        }
    }

    /// <summary>Gives the agent the grain's orders until another agent of this host has connected.</summary>
    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            using var broken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            try
            {
                var welcome = await Point.ConnectAsync(hello);
                link = new Link(welcome.Connection, broken);
                backoff.Reset();
                // One token ends the grain's side of the call, the other one this side, which else waits until the grain has answered.
                await foreach (var order in Point.OrdersAsync(welcome.Connection, broken.Token).WithBatchSize(1).WithCancellation(broken.Token))
                {
                    if (order is SupersededOrder)
                        throw new RpcException(new Status(StatusCode.Aborted, "another agent of this host has connected"));
                    await DeliverAsync(order, cancellationToken);
                }
            }
            catch (Exception e) when (e is not RpcException && !cancellationToken.IsCancellationRequested)
            {
                LogLost(log, hello.Host, e.Message);
            }

            link = null;
            await Task.Delay(backoff.Next(), cancellationToken);
        }
    }

    private async Task DeliverAsync(PointOrder order, CancellationToken cancellationToken)
    {
        underWay = new UnderWay(++number, AgentMessages.GenerationOf(order));
        await outgoing.WriteAsync(AgentMessages.Order(number, order), cancellationToken);
        metrics.Ordered();
        try
        {
            await underWay.Answered.Task.WaitAsync(LongestAnswer, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new RpcException(new Status(StatusCode.DeadlineExceeded, $"no answer to an order within {LongestAnswer.TotalSeconds:0} s"));
        }
    }

    private async Task DisconnectAsync()
    {
        if (link is not { } to)
            return;
        try
        {
            await Point.DisconnectAsync(to.Connection);
        }
        catch (Exception e)
        {
            LogLost(log, hello.Host, e.Message);
        }
    }

    /// <param name="Connection">What the grain calls it.</param>
    private sealed record Link(long Connection, CancellationTokenSource Broken)
    {
        public void Break() => Broken.Cancel();
    }

    private sealed record UnderWay(ulong Number, long Generation)
    {
        public TaskCompletionSource Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Host}: its grain is out of reach ({Reason}); the agent stays connected")]
    private static partial void LogLost(ILogger log, string host, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Host}: generation {Generation} is enforced but not kept on the host's disk: {Reason}")]
    private static partial void LogNotKept(ILogger log, string host, long generation, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Host}: its table was changed by {Writer}, process {Process}")]
    private static partial void LogDrift(ILogger log, string host, string writer, uint? process);
}
