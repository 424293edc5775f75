using System.IO.Compression;
using System.Security.Cryptography;
using ZtSegment.Cluster.Contracts;

namespace ZtSegment.Cluster.Intents;

/// <summary>Content of any length by its hash, compressed, in pieces that every storage provider takes.</summary>
//
//   bytes --gzip--> one piece where it fits ------------------------> hash
//              \--> pieces --> their hashes, themselves a piece ----> hash
//
internal sealed class ContentStore(IGrainFactory grains)
{
    private const byte Whole = 1;
    private const byte List = 2;

    /// <summary>Persisted when it returns.</summary>
    public async Task<string> PutAsync(ReadOnlyMemory<byte> content)
    {
        var packed = Compress(content.Span);
        if (packed.Length < IContentGrain.MostBytes)
            return await PutPieceAsync([Whole, .. packed]);
        var hashes = await Task.WhenAll(packed.Chunk(IContentGrain.MostBytes).Select(PutPieceAsync));
        return await PutPieceAsync([List, .. hashes.SelectMany(Convert.FromHexString)]);
    }

    /// <exception cref="ContentMissingException">The store does not hold it, or not all of it, or something else.</exception>
    public async Task<byte[]> GetAsync(string hash)
    {
        var root = await GetPieceAsync(hash);
        if (root is [Whole, .. var packed])
            return Decompress(packed);
        if (root is not [List, .. var hashes] || hashes.Length % SHA256.HashSizeInBytes != 0)
            throw new ContentMissingException($"content {hash} is of a kind that this version does not know");
        var pieces = await Task.WhenAll(hashes.Chunk(SHA256.HashSizeInBytes).Select(h => GetPieceAsync(Convert.ToHexStringLower(h))));
        return Decompress([.. pieces.SelectMany(p => p)]);
    }

    private async Task<string> PutPieceAsync(byte[] piece)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(piece));
        await grains.GetGrain<IContentGrain>(hash).PutAsync(piece);
        return hash;
    }

    private async Task<byte[]> GetPieceAsync(string hash)
    {
        var piece = await grains.GetGrain<IContentGrain>(hash).GetAsync() ?? throw new ContentMissingException($"content {hash} is not in the store");
        return Convert.ToHexStringLower(SHA256.HashData(piece)) == hash ? piece : throw new ContentMissingException($"content {hash} is not what was put");
    }

    private static byte[] Compress(ReadOnlySpan<byte> content)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest))
            zip.Write(content);
        return packed.ToArray();
    }

    private static byte[] Decompress(byte[] packed)
    {
        using var content = new MemoryStream();
        using (var zip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress))
            zip.CopyTo(content);
        return content.ToArray();
    }
}

/// <summary>The store lost or changed content that a revision names.</summary>
public sealed class ContentMissingException(string message) : Exception(message);
