using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Storage;
using ZtSegment.Storage.Tests.Sqlite;

namespace ZtSegment.Storage.Tests.Conformance;

/// <summary>A storage is chosen by configuration alone.</summary>
[Collection(nameof(Storages))]
public sealed class RegistrationTests(Storages storages) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public Task Sqlite_is_chosen_in_a_configuration_file() => WriteAndReadAsync(new() { ["ProviderType"] = "Sqlite", ["Path"] = folder.Database });

    [Fact]
    public Task Azure_blobs_are_chosen_in_a_configuration_file() =>
        WriteAndReadAsync(new() { ["ProviderType"] = "AzureBlobStorage", ["ContainerName"] = "configured", ["ConnectionString"] = storages.AzureConnectionString });

    [Fact]
    public Task An_Azure_table_is_chosen_in_a_configuration_file() =>
        WriteAndReadAsync(new() { ["ProviderType"] = "AzureTableStorage", ["TableName"] = "configured", ["ConnectionString"] = storages.AzureConnectionString });

    [Fact]
    public async Task Sqlite_without_a_path_is_refused_when_the_silo_starts()
    {
        var refused = await Assert.ThrowsAsync<OrleansConfigurationException>(() => StartAsync(new() { ["ProviderType"] = "Sqlite" }));

        Assert.Contains("Path is empty", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private static async Task WriteAndReadAsync(Dictionary<string, string?> storage)
    {
        using (var first = await StartAsync(storage))
        {
            var holder = await Holder.Of(first.Services.GetRequiredKeyedService<IGrainStorage>("Default")).ReadAsync();
            await holder.WriteAsync(1);
            await first.StopAsync();

            using var second = await StartAsync(storage);
            var restarted = new Holder(second.Services.GetRequiredKeyedService<IGrainStorage>("Default"), holder.Grain);
            Assert.Equal(1, (await restarted.ReadAsync()).Value.Number);
            Assert.Equal(2, (await restarted.WriteAsync(2)).Value.Number);
            await second.StopAsync();
        }
    }

    private static async Task<IHost> StartAsync(Dictionary<string, string?> storage)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(storage.Select(s => KeyValuePair.Create($"Orleans:GrainStorage:Default:{s.Key}", s.Value)));
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(siloPort: FreePort(), gatewayPort: 0);
            silo.UseVersionedJsonStates();
        });
        var host = builder.Build();
        try
        {
            await host.StartAsync();
            return host;
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
