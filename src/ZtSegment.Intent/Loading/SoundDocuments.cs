namespace ZtSegment.Language.Loading;

/// <summary>What can still be judged where some documents are refused: those without an error that refer to such only.</summary>
internal static class SoundDocuments
{
    public static Intent Of(IEnumerable<LoadedPart> parts)
    {
        var sound = parts
            .SelectMany(p => p.Documents.Where(d => !p.Faulty.Contains(d)))
            .Where(d => d.Name.Length > 0 && d is not Guardrail)
            .DistinctBy(d => (d.GetType(), d is Estate ? "" : d.Name))
            .ToList();
        var names = sound.Select(d => (d.GetType(), d.Name)).ToHashSet();
        return new Intent([.. sound.Where(IsBound)]);

        bool IsBound(Document document) => document switch
        {
            FlowPolicy p => p.From.Concat(p.To).All(IsKnown) && p.Ports.All(ArePorts),
            Estate e => e.Management.Access.SelectMany(a => a.Ports).All(ArePorts),
            _ => true,
        };

        bool IsKnown(Peer peer) => peer switch
        {
            SegmentPeer p => names.Contains((typeof(Segment), p.Name)),
            WorkloadPeer p => names.Contains((typeof(Workload), p.Name)),
            AddressGroupPeer p => names.Contains((typeof(AddressGroup), p.Name)),
            _ => true,
        };

        bool ArePorts(PortEntry entry) => entry is not PortGroupReference group || names.Contains((typeof(PortGroup), group.Name));
    }
}
