using System.Collections.Immutable;
using System.Text.Json;
using ZtSegment.Flows;
using ZtSegment.Language;

namespace ZtSegment.Cluster.Intents;

/// <summary>The numbers of the policies of a revision, and the next one that nobody ever had.</summary>
/// <remarks>A policy keeps its number while each revision has it; one that comes back later gets another, so that no old session comes back with it.</remarks>
internal sealed record AllottedIds(uint Next, ImmutableSortedDictionary<string, uint> ByPolicy)
{
    public static AllottedIds None { get; } = new(PolicyIds.First, ImmutableSortedDictionary.Create<string, uint>(StringComparer.Ordinal));

    public PolicyIds ToPolicyIds() => new(ByPolicy);

    /// <summary>Itself where the names of the policies are the same.</summary>
    public AllottedIds For(Intent intent)
    {
        if (intent.Policies.Length == ByPolicy.Count && intent.Policies.All(p => ByPolicy.ContainsKey(p.Name)))
            return this;
        var next = Next;
        var ids = ImmutableSortedDictionary.CreateBuilder<string, uint>(StringComparer.Ordinal);
        foreach (var policy in intent.Policies)
            ids[policy.Name] = ByPolicy.TryGetValue(policy.Name, out var id) ? id : next++;
        return new AllottedIds(next, ids.ToImmutable());
    }

    public byte[] Pack() => JsonSerializer.SerializeToUtf8Bytes(new Packed(Next, ByPolicy));

    public static AllottedIds Unpack(byte[] packed)
    {
        var read = JsonSerializer.Deserialize<Packed>(packed)!;
        return new AllottedIds(read.Next, read.Ids.ToImmutableSortedDictionary(StringComparer.Ordinal));
    }

    private sealed record Packed(uint Next, IReadOnlyDictionary<string, uint> Ids);
}
