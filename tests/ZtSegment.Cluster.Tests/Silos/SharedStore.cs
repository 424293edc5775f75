using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Serialization.Serializers;
using Orleans.Storage;
using ZtSegment.Storage;

namespace ZtSegment.Cluster.Tests.Silos;

/// <summary>A grain storage that outlives its silos, in the bytes that a database would hold, and fails when it is told to.</summary>
internal sealed class SharedStore : IGrainStorage
{
    private readonly ConcurrentDictionary<(string Name, GrainId Grain), (BinaryData Bytes, string ETag)> records = new();
    private readonly VersionedJsonSerializer serializer = new();
    private readonly Lock gate = new();
    private long writes;

    /// <summary>Asked before each write, by number from 1.</summary>
    public Func<long, StoreFault> Fault { get; set; } = _ => StoreFault.None;

    public int Count => records.Count;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var found = records.TryGetValue((stateName, grainId), out var record);
        grainState.State = found ? serializer.Deserialize<T>(record.Bytes)! : Activator.CreateInstance<T>();
        grainState.ETag = found ? record.ETag : null;
        grainState.RecordExists = found;
        return Task.CompletedTask;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Task.Yield();
        var fault = Fault(Interlocked.Increment(ref writes));
        if (fault == StoreFault.Fails)
            throw new IOException("the store failed, as it was told to");
        var bytes = serializer.Serialize(grainState.State);
        var etag = Guid.NewGuid().ToString();
        lock (gate)
        {
            var found = records.TryGetValue((stateName, grainId), out var record);
            if (found ? record.ETag != grainState.ETag : grainState.ETag is not null)
                throw new InconsistentStateException("another activation wrote", found ? record.ETag : null, grainState.ETag);
            records[(stateName, grainId)] = (bytes, etag);
        }

        if (fault == StoreFault.WritesAndFails)
            throw new IOException("the store wrote, and its answer was lost");
        (grainState.ETag, grainState.RecordExists) = (etag, true);
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        records.TryRemove((stateName, grainId), out _);
        (grainState.ETag, grainState.RecordExists) = (null, false);
        return Task.CompletedTask;
    }
}

internal enum StoreFault
{
    None,
    Fails,

    /// <summary>The record is written, and whoever wrote it does not learn so.</summary>
    WritesAndFails,
}
