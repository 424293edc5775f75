using Orleans.Concurrency;

namespace ZtSegment.Cluster.Contracts;

/// <summary>A piece of content, by the SHA-256 of its bytes in lower-case hexadecimal: written once, never changed.</summary>
/// <remarks>At most <see cref="MostBytes"/> each, so that every storage provider takes it; longer content is a list of pieces. Calls nobody.</remarks>
[Alias("zt.content")]
public interface IContentGrain : IGrainWithStringKey
{
    /// <summary>What an Azure table's entity holds besides its keys.</summary>
    const int MostBytes = 512 << 10;

    /// <summary>Persisted when it returns; fine where it is there already.</summary>
    /// <exception cref="ArgumentException">The bytes are not those of the hash, or too many.</exception>
    [Alias("put")]
    Task PutAsync([Immutable] byte[] bytes);

    /// <returns>Null where it was never put.</returns>
    [ReadOnly, Alias("get")]
    ValueTask<byte[]?> GetAsync();
}
