using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;

namespace ZtSegment.Storage.Tests.Sqlite;

/// <summary>SQLite storages without a silo around them.</summary>
internal static class SqliteStorages
{
    private static readonly IActivatorProvider Activators = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<IActivatorProvider>();

    public static SqliteGrainStorage Open(string path, bool deleteStateOnClear = true)
    {
        var options = new SqliteStorageOptions { Path = path, DeleteStateOnClear = deleteStateOnClear, GrainStorageSerializer = new VersionedJsonSerializer() };
        var storage = new SqliteGrainStorage("test", options, Activators);
        storage.Open();
        return storage;
    }

    public static GrainId Grain(int number) => GrainId.Create(GrainType.Create("counter"), GrainIdKeyExtensions.CreateIntegerKey(number));

    public static async Task<GrainState<Counter>> ReadAsync(this SqliteGrainStorage storage, int grain)
    {
        var state = new GrainState<Counter>();
        await storage.ReadStateAsync("counter", Grain(grain), state);
        return state;
    }

    /// <summary>Of the stored state; null where there is none.</summary>
    public static async Task<long?> NumberAsync(this SqliteGrainStorage storage, int grain) =>
        await storage.ReadAsync(grain) is { RecordExists: true } state ? state.State!.Number : null;

    public static async Task<GrainState<Counter>> WriteAsync(this SqliteGrainStorage storage, int grain, long number, string text = "")
    {
        var state = await storage.ReadAsync(grain);
        state.State = new Counter { Number = number, Text = text };
        await storage.WriteStateAsync("counter", Grain(grain), state);
        return state;
    }
}
