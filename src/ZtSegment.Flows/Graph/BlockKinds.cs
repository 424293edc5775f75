using ZtSegment.Language;

namespace ZtSegment.Flows.Graph;

/// <summary>Which kinds of workload addresses a rule's remote side holds, worked out once for each block.</summary>
internal sealed class BlockKinds(WorkloadKinds kinds)
{
    private readonly Dictionary<AddressBlock, AddressKind[]> known = new(ReferenceEqualityComparer.Instance);

    public AddressKind[] Of(AddressBlock block)
    {
        if (!known.TryGetValue(block, out var inBlock))
        {
            known[block] = inBlock = block.Hosts.IsEmpty
                ? [.. kinds.Within(block.Set)]
                : [.. block.Hosts.Select(kinds.Find).OfType<AddressKind>().Distinct()];
        }

        return inBlock;
    }
}
