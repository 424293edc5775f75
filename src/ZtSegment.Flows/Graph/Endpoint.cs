using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows.Graph;

/// <summary>What a node of the flow graph is; in ordinal order of the words that documents use.</summary>
public enum EndpointKind
{
    AddressGroup,
    Cidr,
    Segment,
    Selector,
    Workload,
}

/// <summary>One node of the flow graph: a peer as it is written, or a workload.</summary>
/// <param name="Name">A name, a prefix, or a selector as <see cref="Selector.ToString"/> writes it.</param>
/// <param name="Except">Left out of a prefix, as written; empty for every other kind.</param>
public sealed record Endpoint(EndpointKind Kind, string Name, ImmutableArray<Cidr> Except) : IComparable<Endpoint>
{
    public static Endpoint OfWorkload(string name) => new(EndpointKind.Workload, name, []);

    public static Endpoint OfCidr(Cidr cidr) => new(EndpointKind.Cidr, cidr.ToString(), []);

    public static Endpoint OfSelector(Selector selector) => new(EndpointKind.Selector, selector.ToString(), []);

    /// <summary>The peer as it is written.</summary>
    public static Endpoint Of(Peer peer) => peer switch
    {
        SegmentPeer segment => new Endpoint(EndpointKind.Segment, segment.Name, []),
        SelectorPeer selector => OfSelector(selector.Selector),
        WorkloadPeer workload => OfWorkload(workload.Name),
        AddressGroupPeer group => new Endpoint(EndpointKind.AddressGroup, group.Name, []),
        CidrPeer cidr => new Endpoint(EndpointKind.Cidr, cidr.Cidr.ToString(), cidr.Except),
        _ => throw new ArgumentException($"no endpoint for {peer.GetType().Name}", nameof(peer)),
    };

    public int CompareTo(Endpoint? other)
    {
        if (other is null)
            return 1;
        var byKind = Kind.CompareTo(other.Kind);
        if (byKind != 0)
            return byKind;
        var byName = string.CompareOrdinal(Name, other.Name);
        return byName != 0 ? byName : string.CompareOrdinal(string.Join(',', Except), string.Join(',', other.Except));
    }

    public bool Equals(Endpoint? other) =>
        other is not null && Kind == other.Kind && Name == other.Name && Except.AsSpan().SequenceEqual(other.Except.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Kind, Name, Except.Length);

    public override string ToString() => Except.IsEmpty ? Name : $"{Name} except {string.Join(", ", Except)}";
}
