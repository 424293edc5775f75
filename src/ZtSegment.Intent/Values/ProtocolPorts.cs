using System.Collections.Immutable;

namespace ZtSegment.Language;

/// <summary>A set of (protocol, destination port), the same for both families.</summary>
/// <remarks>
/// Protocols without ports are in or out as a whole (<see cref="PortSet.Full"/>). <see cref="Rest"/> tells of every protocol that is not
/// listed; listed ones differ from it, so equal sets are equal values.
/// </remarks>
public sealed class ProtocolPorts : IEquatable<ProtocolPorts>
{
    private readonly ImmutableArray<(Protocol Protocol, PortSet Ports)> listed;

    private ProtocolPorts(bool rest, ImmutableArray<(Protocol Protocol, PortSet Ports)> listed) => (Rest, this.listed) = (rest, listed);

    public static ProtocolPorts Empty { get; } = new(false, []);

    /// <summary>Every protocol, with all its ports.</summary>
    public static ProtocolPorts Any { get; } = new(true, []);

    /// <summary>Whether each protocol that is not <see cref="Listed"/> is in the set as a whole.</summary>
    public bool Rest { get; }

    /// <summary>Sorted by protocol. Where <see cref="Rest"/> holds, a listed protocol has only these ports, maybe none.</summary>
    public ImmutableArray<(Protocol Protocol, PortSet Ports)> Listed => listed;

    public bool IsEmpty => !Rest && listed.IsEmpty;

    public bool IsAny => Rest && listed.IsEmpty;

    public static ProtocolPorts Of(Protocol protocol, PortSet ports) => Normalise(false, [(protocol, ports)]);

    public PortSet this[Protocol protocol]
    {
        get
        {
            foreach (var (listedProtocol, ports) in listed)
            {
                if (listedProtocol == protocol)
                    return ports;
            }

            return Rest ? PortSet.Full : PortSet.Empty;
        }
    }

    public bool Contains(Protocol protocol, ushort port) => this[protocol].Contains(port);

    public ProtocolPorts Union(ProtocolPorts other) => Combine(other, Rest || other.Rest, static (a, b) => a.Union(b));

    public ProtocolPorts Intersect(ProtocolPorts other) => Combine(other, Rest && other.Rest, static (a, b) => a.Intersect(b));

    public ProtocolPorts Subtract(ProtocolPorts other) => Combine(other, Rest && !other.Rest, static (a, b) => a.Subtract(b));

    public bool Overlaps(ProtocolPorts other) =>
        (Rest && other.Rest) || Overlaps(listed, other) || (Rest && Overlaps(other.listed, this));

    public bool Contains(ProtocolPorts other) => other.Subtract(this).IsEmpty;

    public bool Equals(ProtocolPorts? other) => other is not null && Rest == other.Rest && listed.AsSpan().SequenceEqual(other.listed.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as ProtocolPorts);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Rest);
        foreach (var entry in listed)
            hash.Add(entry);
        return hash.ToHashCode();
    }

    public override string ToString() => IsAny
        ? "any"
        : string.Join(" ", listed.SelectMany(e => e.Ports.IsFull ? [$"{e.Protocol}"] : e.Ports.Ranges.ToImmutableArray().Select(r => r.IsSingle ? $"{r.From}/{e.Protocol}" : $"{r.From}-{r.To}/{e.Protocol}")).Prepend(Rest ? "any-but" : "").Where(w => w.Length > 0));

    private static bool Overlaps(ImmutableArray<(Protocol Protocol, PortSet Ports)> some, ProtocolPorts other)
    {
        foreach (var (protocol, ports) in some)
        {
            if (ports.Ranges.Overlaps(other[protocol].Ranges))
                return true;
        }

        return false;
    }

    private ProtocolPorts Combine(ProtocolPorts other, bool rest, Func<PortSet, PortSet, PortSet> combine)
    {
        var result = new List<(Protocol, PortSet)>(listed.Length + other.listed.Length);
        for (int i = 0, j = 0; i < listed.Length || j < other.listed.Length;)
        {
            var order = i == listed.Length ? 1 : j == other.listed.Length ? -1 : listed[i].Protocol.CompareTo(other.listed[j].Protocol);
            var protocol = order <= 0 ? listed[i].Protocol : other.listed[j].Protocol;
            var mine = order <= 0 ? listed[i++].Ports : Rest ? PortSet.Full : PortSet.Empty;
            var theirs = order >= 0 ? other.listed[j++].Ports : other.Rest ? PortSet.Full : PortSet.Empty;
            result.Add((protocol, combine(mine, theirs)));
        }

        return Normalise(rest, result);
    }

    private static ProtocolPorts Normalise(bool rest, IEnumerable<(Protocol Protocol, PortSet Ports)> entries)
    {
        var kept = entries.Where(e => rest ? !e.Ports.IsFull : !e.Ports.IsEmpty).ToImmutableArray();
        return kept.IsEmpty ? (rest ? Any : Empty) : new ProtocolPorts(rest, kept);
    }
}
