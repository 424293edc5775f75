using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>Service tags without CIDRs where a Linux ruleset would need the addresses.</summary>
internal static class ServiceTagFindings
{
    public static IEnumerable<Diagnostic> Of(Compilation compilation, Selection selection) =>
        from policy in selection.Absence.HasFacts ? compilation.Policies : []
        from peer in policy.Policy.From.Concat(policy.Policy.To).OfType<AddressGroupPeer>()
        let @group = compilation.Intent.AddressGroupsByName[peer.Name]
        where @group.ServiceTag is not null && @group.Cidrs.IsEmpty
        let linux = selection.RowsOf(policy.Policy).Where(row => selection.WorkloadAt(row).LinuxHost is not null).Order().ToList()
        where linux.Count > 0
        select FindingRules.ServiceTagOnLinux.At(
            peer.Position,
            $"policy `{policy.Policy.Name}` selects the Linux workload{(linux.Count == 1 ? "" : "s")} {selection.Names(linux)}, but the address group `{peer.Name}` "
                + $"is only the service tag `{@group.ServiceTag}`, which no Linux host can look up",
            $"give `{peer.Name}` its `cidrs` beside the tag, or select only workloads behind a network security group",
            linux.Count);
}
