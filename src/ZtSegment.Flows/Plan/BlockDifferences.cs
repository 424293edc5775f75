using ZtSegment.Language;

namespace ZtSegment.Flows.Plan;

/// <summary>What blocks of one side hold and blocks of the other do not, found once for each pair.</summary>
internal sealed class BlockDifferences
{
    private readonly Dictionary<(AddressBlock, AddressBlock), AddressSet> known = [];

    public AddressSet Minus(AddressBlock block, AddressBlock other)
    {
        if (!known.TryGetValue((block, other), out var left))
            known[(block, other)] = left = IsSame(block, other) ? AddressSet.Empty : block.Set.Subtract(other.Set);
        return left;
    }

    private static bool IsSame(AddressBlock a, AddressBlock b) =>
        a.Hosts.AsSpan().SequenceEqual(b.Hosts.AsSpan()) && a.NetsV4.AsSpan().SequenceEqual(b.NetsV4.AsSpan()) && a.NetsV6.AsSpan().SequenceEqual(b.NetsV6.AsSpan());
}
