using System.Security.Cryptography;
using ZtSegment.Cluster.Contracts;

namespace ZtSegment.Cluster.Intents;

public sealed class ContentState
{
    public byte[]? Bytes { get; set; }
}

internal sealed class ContentGrain([PersistentState("content")] IPersistentState<ContentState> stored) : Grain, IContentGrain
{
    public async Task PutAsync(byte[] bytes)
    {
        if (bytes.Length > IContentGrain.MostBytes || Convert.ToHexStringLower(SHA256.HashData(bytes)) != this.GetPrimaryKeyString())
            throw new ArgumentException($"content {this.GetPrimaryKeyString()} has another hash, or more than {IContentGrain.MostBytes} bytes", nameof(bytes));
        if (!stored.RecordExists)
            await this.PersistAsync(stored, new ContentState { Bytes = bytes });
    }

    public ValueTask<byte[]?> GetAsync() => ValueTask.FromResult(stored.State.Bytes);
}
