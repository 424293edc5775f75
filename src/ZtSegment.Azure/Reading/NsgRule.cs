using ZtSegment.Flows;
using ZtSegment.Language;

namespace ZtSegment.Azure.Reading;

/// <summary>One security rule.</summary>
/// <param name="Protocol">Null: <c>*</c>, every protocol.</param>
/// <param name="Description">Empty where there is none.</param>
public sealed record NsgRule(
    string Name,
    string Description,
    int Priority,
    Direction Direction,
    bool IsAllow,
    Protocol? Protocol,
    NsgPorts SourcePorts,
    NsgPorts DestinationPorts,
    NsgSide Source,
    NsgSide Destination)
{
    /// <summary>The side of the workloads that the group protects.</summary>
    public NsgSide Local => Direction == Direction.Ingress ? Destination : Source;

    public NsgSide Remote => Direction == Direction.Ingress ? Source : Destination;

    /// <summary>Whether it decides every packet of its direction that comes to it.</summary>
    public bool IsUnconditional =>
        Protocol is null && SourcePorts.Set.IsFull && DestinationPorts.Set.IsFull && Source.IsAnything && Destination.IsAnything;
}

/// <summary>The ports of one side, singular and plural field together.</summary>
/// <param name="Ranges">How many entries there are, <c>*</c> aside.</param>
/// <param name="IsListedAsAny">Whether <c>*</c> stands in the plural field, where Azure does not take it.</param>
public readonly record struct NsgPorts(PortSet Set, int Ranges, bool IsListedAsAny)
{
    public static NsgPorts Any { get; } = new(PortSet.Full, 0, false);
}
