using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ZtSegment.Linux.Rendering;

namespace ZtSegment.Agent.Enforcement;

/// <summary>What this host was last told to enforce, and did.</summary>
/// <param name="Generation">0: nothing ever. It only grows.</param>
/// <param name="Ruleset">With absolute deadlines; null where there is none, or it was withdrawn.</param>
/// <param name="GraceUntil">Until when TCP flows that ran before the first load go on without a SYN.</param>
//
//   # ztsegment {"generation":42,"hash":"3fb1...","graceUntil":"2026-12-01T00:01:00+00:00"}
//   the ruleset's own text
//
internal sealed record KnownGood(long Generation, DatedRuleset? Ruleset, DateTimeOffset GraceUntil)
{
    private const string Mark = "# ztsegment ";

    public static KnownGood Nothing { get; } = new(0, null, DateTimeOffset.MinValue);

    /// <summary>SHA-256 of the ruleset's text; empty without one.</summary>
    public byte[] Hash { get; } = Ruleset is { } ruleset ? HashOf(Encoding.UTF8.GetBytes(ruleset.Text)) : [];

    public static byte[] HashOf(ReadOnlySpan<byte> text) => SHA256.HashData(text);

    public TimeSpan GraceAt(DateTimeOffset now) => GraceUntil > now ? GraceUntil - now : TimeSpan.Zero;

    public byte[] ToFile() => Encoding.UTF8.GetBytes(
        $"{Mark}{JsonSerializer.Serialize(new Head(Generation, Convert.ToHexStringLower(Hash), GraceUntil), KnownGoodJson.Default.Head)}\n{Ruleset?.Text}");

    /// <summary>Null where the file is not as it was written.</summary>
    public static KnownGood? FromFile(byte[] content)
    {
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content);
            var end = text.IndexOf('\n');
            if (end < 0 || !text.StartsWith(Mark, StringComparison.Ordinal)
                || JsonSerializer.Deserialize(text.AsSpan(Mark.Length, end - Mark.Length), KnownGoodJson.Default.Head) is not { Generation: > 0, Hash: not null } head)
                return null;
            var ruleset = head.Hash.Length == 0 ? (DatedRuleset?)null : new DatedRuleset(text[(end + 1)..]);
            var known = new KnownGood(head.Generation, ruleset, head.GraceUntil);
            return Convert.ToHexStringLower(known.Hash) == head.Hash ? known : null;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null;
        }
    }

    internal sealed record Head(long Generation, string Hash, DateTimeOffset GraceUntil);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(KnownGood.Head))]
internal sealed partial class KnownGoodJson : JsonSerializerContext;
