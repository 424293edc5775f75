using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Storage;
using Orleans.TestingHost;
using StackExchange.Redis;
using ZtSegment.Storage.Tests.Processes;
using ZtSegment.Storage.Tests.Sqlite;

namespace ZtSegment.Storage.Tests.Conformance;

/// <summary>A silo with every grain storage that a controller may be given, each in both ways of clearing. Azure's stand on Azurite, Redis on Redis.</summary>
public sealed class Storages : IAsyncLifetime, IDisposable
{
    public static string[] Names => ["sqlite-deletes", "sqlite-keeps", "blob-deletes", "blob-keeps", "table-deletes", "table-keeps", "redis-deletes", "redis-keeps"];

    public static TheoryData<string> All => [.. Names];

    private readonly TemporaryFolder folder = new();
    private Azurite? azurite;
    private Processes.Redis? redis;
    private InProcessTestCluster? cluster;

    internal string AzureConnectionString => azurite!.ConnectionString;

    internal IGrainFactory Grains => cluster!.Client;

    internal IGrainStorage this[string name] => cluster!.Silos[0].ServiceProvider.GetRequiredKeyedService<IGrainStorage>(name);

    public async Task InitializeAsync()
    {
        azurite = await Azurite.StartAsync();
        redis = await Processes.Redis.StartAsync();
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.UseVersionedJsonStates();
            foreach (var deletes in new[] { true, false })
            {
                var way = deletes ? "deletes" : "keeps";
                silo.AddSqliteGrainStorage($"sqlite-{way}", options =>
                {
                    options.Path = folder.File($"{way}.db");
                    options.DeleteStateOnClear = deletes;
                });
                silo.AddAzureBlobGrainStorage($"blob-{way}", options =>
                {
                    options.BlobServiceClient = new BlobServiceClient(azurite.ConnectionString);
                    options.ContainerName = $"grainstate-{way}";
                    options.DeleteStateOnClear = deletes;
                });
                silo.AddAzureTableGrainStorage($"table-{way}", options =>
                {
                    options.TableServiceClient = new TableServiceClient(azurite.ConnectionString);
                    options.TableName = $"grainstate{way}";
                    options.DeleteStateOnClear = deletes;
                });
                silo.AddRedisGrainStorage($"redis-{way}", options =>
                {
                    options.ConfigurationOptions = ConfigurationOptions.Parse(redis.ConnectionString);
                    options.DeleteStateOnClear = deletes;
                    options.GetStorageKey = (name, grain) => $"{way}/{name}/{grain}";
                });
            }
        });
        cluster = builder.Build();
        await cluster.DeployAsync();
    }

    public async Task DisposeAsync()
    {
        if (cluster is not null)
            await cluster.DisposeAsync();
    }

    public void Dispose()
    {
        azurite?.Dispose();
        redis?.Dispose();
        folder.Dispose();
    }
}

[CollectionDefinition(nameof(Storages))]
public sealed class StoragesCollection : ICollectionFixture<Storages>;
