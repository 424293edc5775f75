using System.Collections.Immutable;

namespace ZtSegment.Language;

/// <summary>One item of <c>from</c> or <c>to</c>.</summary>
public abstract record Peer(SourcePosition Position)
{
    /// <summary>Whether the peer names workloads (segment, selector, workload) and not addresses.</summary>
    public bool SelectsWorkloads => this is SegmentPeer or SelectorPeer or WorkloadPeer;
}

public sealed record SegmentPeer(SourcePosition Position, string Name) : Peer(Position);

public sealed record SelectorPeer(SourcePosition Position, Selector Selector) : Peer(Position);

public sealed record WorkloadPeer(SourcePosition Position, string Name) : Peer(Position);

public sealed record AddressGroupPeer(SourcePosition Position, string Name) : Peer(Position);

/// <param name="Except">As written, in ordinal order; may lie outside <paramref name="Cidr"/> (a warning).</param>
public sealed record CidrPeer(SourcePosition Position, Cidr Cidr, ImmutableArray<Cidr> Except) : Peer(Position);
