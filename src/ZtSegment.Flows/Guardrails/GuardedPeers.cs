using System.Collections.Immutable;
using ZtSegment.Flows.Graph;
using ZtSegment.Language;

namespace ZtSegment.Flows.Guardrails;

/// <summary>One side of a guardrail or an exception, as addresses: those of the workloads that it names, and its CIDRs and groups.</summary>
internal sealed class GuardedPeers
{
    private readonly bool[] holds;

    public GuardedPeers(GuardedEstate estate, ImmutableArray<Peer> peers)
    {
        Nets = peers.Aggregate(AddressSet.Empty, (all, peer) => all.Union(estate.AddressesOf(peer)));
        var rows = peers.Select(estate.RowsOf).ToArray();
        Named = [.. estate.Kinds.Kinds.Where(kind => Array.Exists(rows, named => Array.BinarySearch(named, kind.Rows[0]) >= 0))];
        Tags = peers.Select(estate.TagOf).OfType<string>().ToImmutableHashSet(StringComparer.OrdinalIgnoreCase);
        OpaqueTags = [.. peers.Where(estate.IsOpaque).Select(p => estate.TagOf(p)!)];
        holds = new bool[estate.Kinds.Addresses.Count];
        foreach (var address in estate.Kinds.Addresses)
            holds[address.Number] = Nets.Contains(address.Example) || address.Holders.Exists(Named.Contains);
    }

    /// <summary>CIDRs and groups; addresses of workloads may lie in them.</summary>
    public AddressSet Nets { get; }

    /// <summary>The kinds of the workloads that are named by segment, selector or name.</summary>
    public HashSet<WorkloadKind> Named { get; }

    /// <summary>The service tags of its groups.</summary>
    public ImmutableHashSet<string> Tags { get; }

    /// <summary>Those without CIDRs, which may hold any address.</summary>
    public ImmutableHashSet<string> OpaqueTags { get; }

    /// <summary>Whether addresses of that kind are for certain on this side.</summary>
    public bool Holds(AddressKind address) => holds[address.Number];
}
