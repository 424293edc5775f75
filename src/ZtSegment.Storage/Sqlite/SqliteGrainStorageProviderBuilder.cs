using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Providers;
using Orleans.Storage;

[assembly: RegisterProvider("Sqlite", "GrainStorage", "Silo", typeof(ZtSegment.Storage.Sqlite.SqliteGrainStorageProviderBuilder))]

namespace ZtSegment.Storage.Sqlite;

/// <summary>From a configuration file: <c>Orleans:GrainStorage:NAME</c> with <c>ProviderType</c> "Sqlite", <c>Path</c>, and perhaps <c>SerializerKey</c>.</summary>
internal sealed class SqliteGrainStorageProviderBuilder : IProviderBuilder<ISiloBuilder>
{
    public void Configure(ISiloBuilder builder, string? name, IConfigurationSection configurationSection) =>
        builder.AddSqliteGrainStorage(name!, options => options.Configure<IServiceProvider>((sqlite, services) =>
        {
            sqlite.Path = configurationSection[nameof(SqliteStorageOptions.Path)] ?? "";
            if (configurationSection["SerializerKey"] is { Length: > 0 } key)
                sqlite.GrainStorageSerializer = services.GetRequiredKeyedService<IGrainStorageSerializer>(key);
        }));
}
