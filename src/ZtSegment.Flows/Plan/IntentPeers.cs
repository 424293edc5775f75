using System.Collections.Immutable;
using ZtSegment.Flows.Graph;
using ZtSegment.Language;

namespace ZtSegment.Flows.Plan;

/// <summary>Peers of one intent by what they stand for.</summary>
internal sealed class IntentPeers
{
    private readonly Intent intent;
    private readonly Dictionary<string, string> segmentOf = new(StringComparer.Ordinal);

    public IntentPeers(Intent intent)
    {
        this.intent = intent;
        foreach (var segment in intent.Segments)
            segmentOf.TryAdd(segment.Selector.Canonical, segment.Name);
    }

    /// <summary>As the flow graph by segment names it: a selector equal to a segment's is that segment.</summary>
    public Endpoint EndpointOf(Peer peer) => peer is SelectorPeer selector && segmentOf.TryGetValue(selector.Selector.Canonical, out var segment)
        ? new Endpoint(EndpointKind.Segment, segment, [])
        : Endpoint.Of(peer);

    /// <summary>The prefixes that an address peer writes, and what it leaves out.</summary>
    public (ImmutableArray<Cidr> Cidrs, ImmutableArray<Cidr> Except) PrefixesOf(Peer peer)
    {
        if (peer is CidrPeer cidr)
            return ([cidr.Cidr], cidr.Except);
        var group = intent.AddressGroupsByName[((AddressGroupPeer)peer).Name];
        return (group.Cidrs, group.Except);
    }

    /// <summary>Equal where the peers mean the same, whatever a segment or a group is called.</summary>
    public string MeaningOf(Peer peer) => peer switch
    {
        SegmentPeer segment => $"selector {intent.SegmentsByName[segment.Name].Selector.Canonical}",
        SelectorPeer selector => $"selector {selector.Selector.Canonical}",
        WorkloadPeer workload => $"workload {workload.Name}",
        AddressGroupPeer group when intent.AddressGroupsByName[group.Name] is var g =>
            $"addresses {string.Join(' ', g.Cidrs.Order())} except {string.Join(' ', g.Except.Order())} tag {g.ServiceTag}",
        CidrPeer cidr => $"addresses {cidr.Cidr} except {string.Join(' ', cidr.Except.Order())} tag ",
        _ => throw new ArgumentException($"no meaning of {peer.GetType().Name}", nameof(peer)),
    };
}
