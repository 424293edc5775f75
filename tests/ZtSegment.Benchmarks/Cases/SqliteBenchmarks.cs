using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using ZtSegment.Storage;

namespace ZtSegment.Benchmarks.Cases;

/// <summary>Writes to the embedded storage, each acknowledged when it is on the disk, by callers that each wait for their own; and the read of all states at start.</summary>
[Config(typeof(FewLongRuns))]
public class SqliteBenchmarks
{
    private const int Writes = 8_192;
    private const int Stored = 100_000;

    private readonly string folder = Directory.CreateTempSubdirectory("ztsegment-benchmark-").FullName;
    private SqliteGrainStorage? storage;

    [GlobalSetup(Targets = [nameof(OneCaller), nameof(Callers64), nameof(Callers1024)])]
    public void Prepare() => storage = Open(Path.Combine(folder, "controller.db"));

    [GlobalSetup(Target = nameof(ReadAll))]
    public async Task Fill()
    {
        Prepare();
        await Task.WhenAll(Enumerable.Range(0, Stored).Select(WriteOnceAsync));
    }

    [GlobalCleanup]
    public void Close()
    {
        storage!.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Benchmark(OperationsPerInvoke = Writes)]
    public Task OneCaller() => WriteAsync(callers: 1);

    [Benchmark(OperationsPerInvoke = Writes)]
    public Task Callers64() => WriteAsync(callers: 64);

    [Benchmark(OperationsPerInvoke = Writes)]
    public Task Callers1024() => WriteAsync(callers: 1_024);

    /// <summary>All 100,000 states.</summary>
    [Benchmark]
    public async Task<int> ReadAll() => (await storage!.ReadAllAsync<StoredHost>("host")).Length;

    private static SqliteGrainStorage Open(string path)
    {
        var options = new SqliteStorageOptions { Path = path, GrainStorageSerializer = new VersionedJsonSerializer() };
        var opened = new SqliteGrainStorage("benchmark", options, new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<IActivatorProvider>());
        opened.Open();
        return opened;
    }

    private Task WriteAsync(int callers) => Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
    {
        var state = new GrainState<StoredHost>();
        await storage!.ReadStateAsync("host", GrainOf(caller), state);
        for (var i = 0; i < Writes / callers; i++)
        {
            state.State = StoredHost.Of(i);
            await storage.WriteStateAsync("host", GrainOf(caller), state);
        }
    })));

    private Task WriteOnceAsync(int number) => storage!.WriteStateAsync("host", GrainOf(number), new GrainState<StoredHost>(StoredHost.Of(number)));

    private static GrainId GrainOf(int number) => GrainId.Create("host", $"host-{number}");

    /// <summary>About 250 bytes as JSON.</summary>
    private sealed record StoredHost
    {
        public long Generation { get; init; }
        public string Digest { get; init; } = "";
        public Dictionary<string, string> Labels { get; init; } = [];

        public static StoredHost Of(int number) => new()
        {
            Generation = number,
            Digest = $"{number:x64}",
            Labels = new() { ["app"] = "shop", ["tier"] = "web", ["env"] = "production", ["owner"] = "team-shop", ["region"] = "west-europe" },
        };
    }
}
