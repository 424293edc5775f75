using Grpc.Core;
using ZtSegment.Agent.Enforcement;
using ZtSegment.Linux.Kernel;
using ZtSegment.Wire;

namespace ZtSegment.Agent.Sessions;

/// <summary>One session with the controller, from hello until either side ends it.</summary>
//
//   controller --orders--> ReceiveAsync --+
//   kernel ---notices--->  WatchAsync ----+-- one at a time: Enforcer --> answer, report --> controller
//   clock -------------->  BeatAsync -----+
//
internal sealed class AgentSession(AsyncDuplexStreamingCall<FromAgent, FromController> call, Enforcer enforcer, TableWatch watch) : IDisposable
{
    private static readonly TimeSpan LongestWelcome = TimeSpan.FromSeconds(10);

    /// <summary>Between two looks at a table that somebody keeps changing.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim turn = new(1);

    /// <exception cref="RpcException">The controller refused, is gone, or does not answer.</exception>
    public async Task<Welcome> GreetAsync(string host, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        waiting.CancelAfter(LongestWelcome);
        await call.RequestStream.WriteAsync(new FromAgent { Hello = Hello(host) }, waiting.Token);
        if (!await call.ResponseStream.MoveNext(waiting.Token) || call.ResponseStream.Current.Welcome is not { } welcome)
            throw new RpcException(new Status(StatusCode.Internal, "the controller's first message is no welcome"));
        if (ProtocolVersions.Common(welcome.Protocol, welcome.Protocol) is null)
            throw new RpcException(new Status(StatusCode.FailedPrecondition, $"the controller speaks protocol {welcome.Protocol}"));
        return welcome;
    }

    /// <summary>Until the session ends.</summary>
    /// <exception cref="RpcException">The controller ended it, or is gone.</exception>
    /// <exception cref="KernelException">The kernel does not tell what it holds.</exception>
    public async Task RunAsync(TimeSpan silence, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] tasks = [ReceiveAsync(ending.Token), WatchAsync(ending.Token), BeatAsync(silence / 3, ending.Token)];
        var first = await Task.WhenAny(tasks);
        await ending.CancelAsync();
        await Task.WhenAll(tasks).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await first;
    }

    public void Dispose()
    {
        call.Dispose();
        turn.Dispose();
    }

    private Hello Hello(string host) => new()
    {
        OldestProtocol = ProtocolVersions.Oldest,
        NewestProtocol = ProtocolVersions.Newest,
        Host = host,
        AgentVersion = AgentOptions.Version,
        BootId = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim(),
        Enforced = enforcer.State(),
    };

    private async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        await foreach (var order in call.ResponseStream.ReadAllAsync(cancellationToken))
            await SayAsync(() => Answer(order), cancellationToken);
    }

    private FromAgent Answer(FromController message) => message.MessageCase switch
    {
        FromController.MessageOneofCase.Enforce => enforcer.Enforce(message.Number, message.Enforce),
        FromController.MessageOneofCase.Withdraw => enforcer.Withdraw(message.Number, message.Withdraw),
        var unknown => enforcer.Refused(message.Number, 0, RefusedBecause.UnknownOrder, $"this agent does not know the order ({unknown})"),
    };

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var writer = await watch.NextAsync(cancellationToken);
            if (await SayAsync(() => enforcer.Drift(writer), cancellationToken))
                await Task.Delay(BetweenLooks, cancellationToken);
        }
    }

    private async Task BeatAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(interval);
        while (await timer.WaitForNextTickAsync(cancellationToken))
            await SayAsync(() => enforcer.Drift(null) ?? new FromAgent { Heartbeat = new Heartbeat() }, cancellationToken);
    }

    /// <summary>Finds out what to say and says it, before anything else is done or said.</summary>
    private async Task<bool> SayAsync(Func<FromAgent?> say, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (say() is not { } message)
                return false;
            await call.RequestStream.WriteAsync(message, cancellationToken);
            return true;
        }
        finally
        {
            turn.Release();
        }
    }
}
