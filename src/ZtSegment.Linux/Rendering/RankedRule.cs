using ZtSegment.Flows;
using ZtSegment.Language;

namespace ZtSegment.Linux.Rendering;

/// <summary>A program rule with what decides who owns a tuple: the longest life, then the lowest id.</summary>
/// <param name="Deadline">Null: no end.</param>
internal sealed record RankedRule(uint Id, DateTimeOffset? Deadline, AddressBlock Remote, ProtocolPorts Ports) : IComparable<RankedRule>
{
    public bool IsNet => Remote.Hosts.IsEmpty;

    /// <summary>Better rules first.</summary>
    public int CompareTo(RankedRule? other)
    {
        var byDeadline = (other!.Deadline ?? DateTimeOffset.MaxValue).CompareTo(Deadline ?? DateTimeOffset.MaxValue);
        return byDeadline != 0 ? byDeadline : Id.CompareTo(other.Id);
    }
}
