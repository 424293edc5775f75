using System.Collections.Immutable;
using ZtSegment.Flows;
using ZtSegment.Language;

namespace ZtSegment.Cli.Lab;

/// <summary>An address group, a CIDR or a part of the management section: addresses of which the lab takes one per family.</summary>
internal sealed record LabPeer(string Name, AddressSet Addresses);

/// <summary>Which addresses stand for the peers that are not workloads.</summary>
internal static class PeerAddresses
{
    /// <summary>What item 7 lets no workload have.</summary>
    private static readonly AddressSet Refused = AddressSet.From(WorkloadAddress.RefusedRanges);

    private static readonly IpFamily[] Families = [IpFamily.V4, IpFamily.V6];

    /// <summary>The peers of an intent, each set of addresses once, by name.</summary>
    public static ImmutableArray<LabPeer> PeersOf(Intent intent)
    {
        var groups = intent.AddressGroups.Select(g => new LabPeer(g.Name, AddressSet.From(g.Cidrs).Subtract(AddressSet.From(g.Except))));
        var cidrs = intent.Policies
            .SelectMany(p => p.From.Concat(p.To))
            .OfType<CidrPeer>()
            .Select(p => new LabPeer(NameOf(p), AddressSet.From([p.Cidr]).Subtract(AddressSet.From(p.Except))))
            .OrderBy(p => p.Name, StringComparer.Ordinal);
        var access = intent.Management.Access
            .SelectMany(a => a.From)
            .Select(c => new LabPeer($"{c}", AddressSet.From([c])));
        LabPeer[] controller = intent.Management.Controller is { } c ? [new LabPeer("controller", AddressSet.From(c.Addresses))] : [];
        return [.. groups.Concat(cidrs).Concat(access).Concat(controller).DistinctBy(p => p.Name)];
    }

    /// <summary>
    /// One address per family for each peer: the first that no workload has and no other peer contains, wider ones aside; else the first
    /// that no workload has and no peer was given. A peer for which nothing is left has none.
    /// </summary>
    public static ImmutableArray<(LabPeer Peer, ImmutableArray<Address> Addresses)> Choose(ImmutableArray<LabPeer> peers, AddressSet taken)
    {
        taken = taken.Union(Refused);
        var chosen = peers.ToDictionary(p => p, _ => new List<Address>());
        foreach (var avoided in new Func<LabPeer, AddressSet>[] { peer => InOthers(peer, peers), _ => AddressSet.Empty })
        {
            foreach (var peer in peers)
            {
                var free = peer.Addresses.Subtract(taken).Subtract(avoided(peer));
                foreach (var family in Families.Where(f => chosen[peer].All(a => a.Family != f) && !free[f].IsEmpty))
                {
                    var first = new Address(family, free[family].ToImmutableArray()[0].From);
                    chosen[peer].Add(first);
                    taken = taken.Union(AddressSet.From([first]));
                }
            }
        }

        return [.. peers.Select(p => (p, chosen[p].Order().ToImmutableArray()))];
    }

    /// <summary>What other peers contain that do not contain all of this one.</summary>
    private static AddressSet InOthers(LabPeer peer, ImmutableArray<LabPeer> peers) => peers
        .Select(other => other.Addresses)
        .Where(other => other.Overlaps(peer.Addresses) && !peer.Addresses.Subtract(other).IsEmpty)
        .Aggregate(AddressSet.Empty, (all, other) => all.Union(other));

    private static string NameOf(CidrPeer peer) => peer.Except.IsEmpty ? $"{peer.Cidr}" : $"{peer.Cidr} except {string.Join(", ", peer.Except)}";
}
