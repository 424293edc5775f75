using Orleans.Runtime;
using ZtSegment.Cluster.Contracts;
using ZtSegment.Linux.Proof;
using ZtSegment.Linux.Reading;
using ZtSegment.Linux.Rendering;

namespace ZtSegment.Cluster.Tests.Silos;

/// <summary>An agent's side of the contract, with the product's own reader in place of a kernel: what it was ordered to enforce is what it holds.</summary>
internal sealed class SimulatedHost : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly Func<IGrainFactory> grains;
    private readonly string host;
    private readonly Task running;
    private readonly List<string> loaded = [];
    private volatile EnforceOrder? enforced;

    private SimulatedHost(Func<IGrainFactory> grains, string host)
    {
        (this.grains, this.host) = (grains, host);
        running = Task.Run(RunAsync);
    }

    public static SimulatedHost Start(Func<IGrainFactory> grains, string host) => new(grains, host);

    public string Name => host;

    /// <summary>What it refuses to load, and with which words.</summary>
    public Func<EnforceOrder, string?> Refuses { get; set; } = _ => null;

    /// <summary>The ruleset that it holds; null: none.</summary>
    public EnforceOrder? Enforced => enforced;

    /// <summary>Every text that it was given, in order.</summary>
    public IReadOnlyList<string> Loaded
    {
        get
        {
            lock (loaded)
                return [.. loaded];
        }
    }

    public long HighestGeneration { get; private set; }

    /// <summary>Somebody else changes the table.</summary>
    public async Task DriftAsync()
    {
        enforced = null;
        await Grain.ReportAsync(connection, new AgentReport(HighestGeneration, null, null, IsDrift: true, null, TimeSpan.Zero));
    }

    private IEnforcementPointGrain Grain => grains().GetGrain<IEnforcementPointGrain>(GrainKeys.LinuxPoint(host));

    private long connection;

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var grain = Grain;
                connection = (await grain.ConnectAsync(new AgentHello(host, "test", HighestGeneration, enforced?.Hash, DigestOf(enforced)))).Connection;
                await foreach (var order in grain.OrdersAsync(connection, stopping.Token).Where(o => o is not SupersededOrder))
                    await grain.ReportAsync(connection, Obey(order));
            }
            catch (Exception e) when (!stopping.IsCancellationRequested && e is not Xunit.Sdk.XunitException)
            {
            }

            await Task.Delay(50, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private AgentReport Obey(PointOrder order)
    {
        switch (order)
        {
            case EnforceOrder next:
                if (Refuses(next) is { } error)
                    return new AgentReport(next.Generation, null, error, IsDrift: false, null, TimeSpan.Zero);
                if (next.Generation <= HighestGeneration)
                    return new AgentReport(next.Generation, null, "an older generation", IsDrift: false, null, TimeSpan.Zero);
                lock (loaded)
                    loaded.Add(next.Text);
                HighestGeneration = next.Generation;
                enforced = next;
                return new AgentReport(next.Generation, DigestOf(next), null, IsDrift: false, null, TimeSpan.Zero);
            default:
                var withdraw = (WithdrawOrder)order;
                HighestGeneration = withdraw.Generation;
                enforced = null;
                return new AgentReport(withdraw.Generation, null, null, IsDrift: false, null, TimeSpan.Zero);
        }
    }

    private static string? DigestOf(EnforceOrder? order) =>
        order is null ? null : RulesetDigest.Of(NftTextReader.Read(new DatedRuleset(order.Text).At(DateTimeOffset.UtcNow)).Ruleset!);
}
