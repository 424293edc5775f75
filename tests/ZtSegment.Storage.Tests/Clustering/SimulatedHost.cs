using ZtSegment.Cluster.Contracts;

namespace ZtSegment.Storage.Tests.Clustering;

/// <summary>A host with its agent: enforces what it is ordered, tells so, and connects again when its connection ends.</summary>
internal sealed class SimulatedHost(string name, IGrainFactory grains)
{
    private readonly HashSet<string> left = [];
    private EnforceOrder? enforced;

    public string? Hash => enforced?.Hash;

    public IEnforcementPointGrain Point => grains.GetGrain<IEnforcementPointGrain>(GrainKeys.LinuxPoint(name));

    /// <summary>Orders that no host may get: an older generation, or a ruleset that another one has followed already.</summary>
    public string? Wrong { get; private set; }

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await StayConnectedAsync(stop);
            }
            catch (Exception) when (!stop.IsCancellationRequested)
            {
                // The silo is gone, or cannot write: an agent connects again, a little later.
            }

            await Task.Delay(Random.Shared.Next(100, 1_000), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task StayConnectedAsync(CancellationToken stop)
    {
        var welcome = await Point.ConnectAsync(new AgentHello(name, "test", enforced?.Generation ?? 0, enforced?.Hash, enforced?.Digest));
        await foreach (var order in Point.OrdersAsync(welcome.Connection, stop))
        {
            Enforce((EnforceOrder)order);
            await Point.ReportAsync(welcome.Connection, new AgentReport(enforced!.Generation, enforced.Digest, null, false, null, TimeSpan.Zero));
        }
    }

    private void Enforce(EnforceOrder order)
    {
        if (order.Generation <= (enforced?.Generation ?? 0))
            Wrong ??= $"{name}: generation {order.Generation} after {enforced!.Generation}";
        if (left.Contains(order.Hash))
            Wrong ??= $"{name}: a ruleset that was left came again as generation {order.Generation}";
        if (enforced is not null && enforced.Hash != order.Hash)
            left.Add(enforced.Hash);
        enforced = order;
    }
}
