using System.Collections.Immutable;

namespace ZtSegment.Language.Loading;

/// <summary>The documents that a document refers to.</summary>
internal static class References
{
    public static IEnumerable<(DocumentKind Kind, string Name)> Of(Document document) => document switch
    {
        Estate e => e.Management.Access.SelectMany(a => Of(a.Ports)),
        FlowPolicy p => Of(p.From, p.To, p.Ports),
        Guardrail g => Of(g.Rule).Concat(g.Except.SelectMany(e => Of(e.From, e.To, e.Ports))),
        _ => [],
    };

    private static IEnumerable<(DocumentKind Kind, string Name)> Of(GuardrailRule rule) => rule switch
    {
        NeverRule r => Of(r.From, r.To, r.Ports),
        OnlyRule r => Of(r.From, r.To, r.Ports),
        AlwaysRule r => Of(r.From, r.To, r.Ports),
        _ => [],
    };

    private static IEnumerable<(DocumentKind Kind, string Name)> Of(ImmutableArray<Peer> from, ImmutableArray<Peer> to, ImmutableArray<PortEntry> ports) =>
        from.Concat(to).SelectMany(Of).Concat(Of(ports));

    private static IEnumerable<(DocumentKind Kind, string Name)> Of(Peer peer) => peer switch
    {
        SegmentPeer p => [(DocumentKind.Segment, p.Name)],
        WorkloadPeer p => [(DocumentKind.Workload, p.Name)],
        AddressGroupPeer p => [(DocumentKind.AddressGroup, p.Name)],
        _ => [],
    };

    private static IEnumerable<(DocumentKind Kind, string Name)> Of(ImmutableArray<PortEntry> ports) =>
        ports.OfType<PortGroupReference>().Select(group => (DocumentKind.PortGroup, group.Name));
}
