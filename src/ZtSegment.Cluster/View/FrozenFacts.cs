using System.Text.Json;
using ZtSegment.Cluster.Contracts;

namespace ZtSegment.Cluster.View;

/// <summary>The facts of one moment as content, for a freeze.</summary>
internal static class FrozenFacts
{
    public static byte[] Pack(EstateSnapshot estate) =>
        JsonSerializer.SerializeToUtf8Bytes(estate.Facts.ToDictionary(f => f.Key, f => StoredFacts.Of(f.Value), StringComparer.Ordinal));

    public static IReadOnlyDictionary<string, StoredFacts> Unpack(byte[] packed) => JsonSerializer.Deserialize<Dictionary<string, StoredFacts>>(packed)!;
}
