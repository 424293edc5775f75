using System.Collections.Immutable;
using ZtSegment.Flows.Graph;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Flows.Plan;

/// <summary>What workloads of one kind may receive from, or send to, addresses outside on one side of a plan and not on the other.</summary>
/// <param name="Remote">As written; a part of a peer as its prefixes.</param>
/// <param name="Selects">The peer that selects the workloads, by segment; for management the selector of everything.</param>
/// <param name="Addresses">What the remote end holds.</param>
internal sealed record AddressChange(
    Direction Direction, Endpoint Remote, AddressSet Addresses, PairedKind Kind, Endpoint Selects, FlowPart Part)
{
    private const int FewAddresses = 64;

    private readonly bool mayBeOwn = Count(Addresses.V4) + Count(Addresses.V6) <= FewAddresses;

    /// <summary>The workloads that have another one to talk with there: not only themselves.</summary>
    public IEnumerable<int> Rows(Compilation own) => mayBeOwn ? Kind.Rows.Where(row => IsFor(own, row)) : Kind.Rows;

    /// <param name="row">One of the kind.</param>
    public bool IsFor(Compilation own, int row) => !mayBeOwn || !Addresses.Subtract(AddressSet.From(own.Table.Addresses[row])).IsEmpty;

    private static UInt128 Count(IntervalSet<UInt128> ranges)
    {
        UInt128 count = 0;
        foreach (var (from, to) in ranges.Intervals)
            count = UInt128.Min(count + UInt128.Min(to - from, FewAddresses) + 1, FewAddresses + 1);
        return count;
    }
}
