using System.Text.Json;
using ZtSegment.Cluster.Contracts;
using ZtSegment.Flows;
using ZtSegment.Language;

namespace ZtSegment.Cluster.Facts;

/// <summary>Facts between the words in which they are stored and sent, and the compiler's values.</summary>
internal static class FactWords
{
    private static readonly JsonSerializerOptions FactsFile = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>By the rules of the facts file.</summary>
    /// <exception cref="InvalidFactsException">A word is none of the language.</exception>
    public static StoredFacts Checked(string workload, StoredFacts facts)
    {
        var file = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, StoredFacts> { [workload] = facts }, FactsFile);
        var (_, found) = FactsReader.Read([new SourceText(workload, file)]);
        return found.IsEmpty ? facts : throw new InvalidFactsException(string.Join("; ", found.Select(d => $"{d.Message}: {d.Remedy}")));
    }

    /// <summary>Of facts that were checked before they were stored.</summary>
    public static WorkloadFacts Parse(StoredFacts stored) => new(
        stored.Compliant,
        stored.Risk is { } risk ? Enum.Parse<Risk>(risk, ignoreCase: true) : null,
        stored.Quarantined,
        [.. stored.Addresses.Select(a => Address.Parse(a))],
        new LabelSet(stored.Labels));
}
