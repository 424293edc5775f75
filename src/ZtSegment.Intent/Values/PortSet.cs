namespace ZtSegment.Language;

/// <summary>Ports of one protocol: sorted, disjoint, not adjoining, inclusive ranges. Empty is allowed.</summary>
/// <remarks>0-65535. Port 0 never stands in a document but does on the wire, so a protocol alone is 0-65535.</remarks>
public readonly record struct PortSet(IntervalSet<ushort> Ranges)
{
    public static PortSet Empty => default;

    public static PortSet Full => new(IntervalSet<ushort>.Full);

    public bool IsEmpty => Ranges.IsEmpty;

    public bool IsFull => Ranges.IsFull;

    public static PortSet Of(ushort port) => new(IntervalSet<ushort>.Of(port));

    public static PortSet Of(ushort from, ushort to) => new(IntervalSet<ushort>.Of(new Interval<ushort>(from, to)));

    public bool Contains(ushort port) => Ranges.Contains(port);

    public PortSet Union(PortSet other) => new(Ranges.Union(other.Ranges));

    public PortSet Intersect(PortSet other) => new(Ranges.Intersect(other.Ranges));

    public PortSet Subtract(PortSet other) => new(Ranges.Subtract(other.Ranges));

    public override string ToString() => Ranges.ToString();
}
