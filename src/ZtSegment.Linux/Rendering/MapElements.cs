using ZtSegment.Language;

namespace ZtSegment.Linux.Rendering;

/// <summary>The four maps of one direction and family, in the order in which a packet is looked up.</summary>
internal enum MapKind
{
    /// <summary>Exact address . protocol . port: a hash.</summary>
    HostPort,

    /// <summary>Exact address . protocol: a hash; also what has no ports.</summary>
    Host,

    /// <summary>Prefix or range . protocol . port range: intervals.</summary>
    NetPort,

    /// <summary>Prefix or range . protocol range: intervals; also what has no ports.</summary>
    Net,
}

/// <summary>Elements of one map that differ in their address only.</summary>
/// <param name="Protocols">Numbers on the wire.</param>
/// <param name="Ports">The whole range for the maps without ports.</param>
internal readonly record struct ElementKey(MapKind Kind, Interval<byte> Protocols, Interval<ushort> Ports, uint Id) : IComparable<ElementKey>
{
    public int CompareTo(ElementKey other)
    {
        var byKind = Kind.CompareTo(other.Kind);
        if (byKind != 0)
            return byKind;
        var byProtocol = Protocols.CompareTo(other.Protocols);
        if (byProtocol != 0)
            return byProtocol;
        var byPort = Ports.CompareTo(other.Ports);
        return byPort != 0 ? byPort : Id.CompareTo(other.Id);
    }
}
