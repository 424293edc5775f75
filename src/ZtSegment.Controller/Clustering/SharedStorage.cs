using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using StackExchange.Redis;

namespace ZtSegment.Controller.Clustering;

/// <summary>Orleans' own storages, each set so that nothing that was acknowledged is lost.</summary>
internal static class SharedStorage
{
    public static void Add(ISiloBuilder silo, StorageSettings settings)
    {
        silo.UseVersionedJsonStates();
        _ = settings.Kind switch
        {
            StorageKind.AzureBlob => silo.AddAzureBlobGrainStorageAsDefault(blobs =>
            {
                blobs.BlobServiceClient = IsAddress(settings.Connection, out var address)
                    ? new BlobServiceClient(address, new DefaultAzureCredential())
                    : new BlobServiceClient(settings.Connection);
                // Else an activation that never saw a record could delete it.
                blobs.DeleteStateOnClear = false;
            }),
            StorageKind.AzureTable => silo.AddAzureTableGrainStorageAsDefault(table => table.TableServiceClient = IsAddress(settings.Connection, out var address)
                ? new TableServiceClient(address, new DefaultAzureCredential())
                : new TableServiceClient(settings.Connection)),
            _ => silo.AddRedisGrainStorageAsDefault(redis => redis.ConfigurationOptions = ConfigurationOptions.Parse(settings.Connection))
                .AddStartupTask((_, _) => RefuseForgetfulAsync(settings.Connection), ServiceLifecycleStage.RuntimeStorageServices),
        };
    }

    private static bool IsAddress(string connection, out Uri address) => Uri.TryCreate(connection, UriKind.Absolute, out address!) && address.Scheme == Uri.UriSchemeHttps;

    /// <summary>Redis acknowledges before it writes to disk, unless it is told otherwise (https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/).</summary>
    /// <exception cref="InvalidOperationException">A crash of this Redis could lose acknowledged revisions, or it does not say.</exception>
    private static async Task RefuseForgetfulAsync(string connection)
    {
        var options = ConfigurationOptions.Parse(connection);
        options.AllowAdmin = true;
        await using var redis = await ConnectionMultiplexer.ConnectAsync(options);
        foreach (var server in redis.GetServers().Where(s => s.IsConnected && !s.IsReplica))
        {
            if (await SettingAsync(server, "appendonly") != "yes" || await SettingAsync(server, "appendfsync") != "always")
            {
                throw new InvalidOperationException(
                    $"Storage: Redis at {server.EndPoint} may lose what it acknowledged. Set `appendonly yes` and `appendfsync always` there, or keep state in AzureBlob or AzureTable.");
            }
        }
    }

    private static async Task<string?> SettingAsync(IServer server, string name)
    {
        try
        {
            return (await server.ConfigGetAsync(name)).SingleOrDefault().Value;
        }
        catch (RedisServerException)
        {
            return null;
        }
    }
}
