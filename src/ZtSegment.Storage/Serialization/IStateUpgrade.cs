using System.Text.Json.Nodes;

namespace ZtSegment.Storage;

/// <summary>Brings stored states of one type to its newest shape, step by step.</summary>
public interface IStateUpgrade
{
    /// <summary>From version <paramref name="from"/> to the next.</summary>
    JsonNode? Upgrade(int from, JsonNode? state);
}
