using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime;
using ZtSegment.Cluster.Contracts;
using ZtSegment.Storage.Tests.Processes;
using ZtSegment.Storage.Tests.Sqlite;

namespace ZtSegment.Storage.Tests.Clustering;

/// <summary>Three silo processes on a real Redis, 10,000 hosts, agents of two hundred of them, and a fourth silo in the test that only asks.</summary>
//
//   test: hosts, applies --mutual TLS--> silo 0, 1, 2 --cuttable lines--> redis-server
//
public sealed class ThreeSilos : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly List<string> accepted = [];
    private Redis? redis;
    private SiloAuthority? authority;
    private IHost? asking;
    private ImmutableArray<SimulatedHost> hosts = [];
    private Task running = Task.CompletedTask;
    private int changes;

    internal ImmutableArray<SiloProcess> Silos { get; private set; } = [];

    internal IGrainFactory Grains => asking!.Services.GetRequiredService<IGrainFactory>();

    private IDriver Driver => Grains.GetGrain<IDriver>(0);

    public async Task InitializeAsync()
    {
        redis = await Redis.StartAsync();
        authority = new SiloAuthority(folder.Path, "silos");
        Silos = [.. Enumerable.Range(0, 3).Select(MakeSilo)];
        await Task.WhenAll(Silos.Select(s => s.StartAsync()));
        var port = FreePort.Take();
        asking = SiloHost.Build(
            SiloSettings.Write(folder.File("asking.json"), Patient(redis.Endpoint), Patient(redis.Endpoint), port, authority.Issue("asking.pem"), authority.File), isAsking: true);
        await asking.StartAsync();
        await ApplyAsync("estate", LargeDocuments.Estate());
        hosts = [.. Enumerable.Range(0, LargeDocuments.Hosts / 50).Select(n => (n * 50) + (n % 50)).Select(number => new SimulatedHost(LargeDocuments.HostOf(number), Grains))];
        running = Task.WhenAll(hosts.Select(h => h.RunAsync(stopping.Token)));
        await ConvergeAsync();
    }

    /// <summary>A change that every host feels; tried until it is acknowledged.</summary>
    internal Task ApplyChangeAsync()
    {
        var number = Interlocked.Increment(ref changes);
        return ApplyAsync($"service-{number}", LargeDocuments.Service(number));
    }

    /// <summary>The silo whose process holds the intent now.</summary>
    internal async Task<SiloProcess> FindIntentAsync()
    {
        var address = await Grains.GetGrain<IManagementGrain>(0).GetActivationAddress(Grains.GetGrain<IIntentGrain>(GrainKeys.Intent));
        return Silos.Single(s => s.Port == address!.Endpoint.Port);
    }

    /// <summary>Posture of fifty workloads, over and over until stopped.</summary>
    /// <returns>The last version of each that was acknowledged.</returns>
    internal async Task<Dictionary<string, long>> ReportPostureAsync(CancellationToken stop)
    {
        var acknowledged = new Dictionary<string, long>();
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var workload = LargeDocuments.HostOf(i % 50);
            var update = new FactsUpdate { Posture = new PostureReport(Compliant: i / 50 % 2 == 0, Risk: null) };
            try
            {
                acknowledged[workload] = (await Grains.GetGrain<IWorkloadGrain>(workload).UpdateAsync(update, CancellationToken.None)).Version;
            }
            catch (Exception) when (!stop.IsCancellationRequested)
            {
                // Not acknowledged.
            }

            await Task.Delay(20, CancellationToken.None);
        }

        return acknowledged;
    }

    internal async Task ShouldKnowAsync(Dictionary<string, long> acknowledged)
    {
        Assert.Equal(50, acknowledged.Count);
        foreach (var (workload, version) in acknowledged)
            Assert.InRange((await Grains.GetGrain<IWorkloadGrain>(workload).GetFactsAsync()).Version, version, long.MaxValue);
    }

    /// <summary>When so many of the hosts have left what they enforce now.</summary>
    internal async Task WhenChangedAsync(double part)
    {
        var before = hosts.Select(h => h.Hash).ToList();
        await EventuallyAsync(() => Task.FromResult(hosts.Index().Count(h => h.Item.Hash != before[h.Index]) >= part * hosts.Length));
    }

    /// <summary>Every host enforces, proved, what the newest revision says, and no acknowledged revision is missing.</summary>
    internal async Task ConvergeAsync()
    {
        await EventuallyAsync(async () =>
        {
            var proved = await Task.WhenAll(hosts.Chunk(50).Select(async chunk =>
            {
                foreach (var host in chunk)
                {
                    var status = await host.Point.GetStatusAsync();
                    if (status.State != PointState.Proved || status.Stamp.Revision != accepted.Count || status.DesiredHash != host.Hash)
                        return false;
                }

                return true;
            }));
            return proved.All(p => p);
        });
        Assert.Equal(accepted.AsEnumerable().Reverse(), await Driver.HistoryAsync());
        Assert.Empty(hosts.Select(h => h.Wrong).OfType<string>());
    }

    public async Task DisposeAsync()
    {
        await stopping.CancelAsync();
        if (asking is not null)
            await asking.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        asking?.Dispose();
        foreach (var silo in Silos)
            silo.Dispose();
        redis?.Dispose();
        authority?.Dispose();
        stopping.Dispose();
        folder.Dispose();
    }

    /// <summary>Two cores carry everything here: an answer may take its time.</summary>
    private static string Patient(IPEndPoint redis) => $"{redis},asyncTimeout=30000";

    private SiloProcess MakeSilo(int number)
    {
        var line = new CuttableLine(redis!.Endpoint);
        var port = FreePort.Take();
        var settings = SiloSettings.Write(folder.File($"silo-{number}.json"), Patient(line.Endpoint), Patient(line.Endpoint), port, authority!.Issue($"silo-{number}.pem"), authority.File);
        return new SiloProcess(settings, port, line);
    }

    private async Task ApplyAsync(string source, byte[] documents)
    {
        await EventuallyAsync(async () =>
        {
            await Driver.ApplyAsync(source, documents, source);
            return true;
        });
        accepted.Add(source);
    }

    private static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        var end = DateTime.UtcNow.AddMinutes(4);
        while (true)
        {
            try
            {
                if (await condition())
                    return;
                Assert.True(DateTime.UtcNow < end, "it never came to be");
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException && DateTime.UtcNow < end)
            {
                // A silo is gone or cut off: ask again.
            }

            await Task.Delay(200);
        }
    }
}
