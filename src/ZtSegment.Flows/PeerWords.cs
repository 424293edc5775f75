using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>Peers as messages name them.</summary>
internal static class PeerWords
{
    public static string Of(Peer peer) => peer switch
    {
        SegmentPeer segment => $"segment `{segment.Name}`",
        SelectorPeer selector => $"selector `{selector.Selector}`",
        WorkloadPeer workload => $"workload `{workload.Name}`",
        AddressGroupPeer group => $"address group `{group.Name}`",
        CidrPeer cidr => $"CIDR `{cidr.Cidr}`",
        _ => throw new ArgumentException($"no words for {peer.GetType().Name}", nameof(peer)),
    };
}
