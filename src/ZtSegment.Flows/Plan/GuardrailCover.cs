using System.Collections.Immutable;
using ZtSegment.Flows.Guardrails;
using ZtSegment.Language;

namespace ZtSegment.Flows.Plan;

/// <summary>What the peers on one side of a guardrail hold among the workloads of the new estate.</summary>
/// <param name="Selectors">Those of segments too: who joins them later is on this side as well.</param>
/// <param name="Written">The peers, segments by their selectors: what counts while they hold nothing.</param>
internal sealed record CoveredSide(
    ImmutableArray<int> Rows, AddressSet Nets, ImmutableHashSet<string> Tags, ImmutableArray<Selector> Selectors, ImmutableHashSet<string> Written)
{
    private static readonly AddressSet Everything = AddressSet.From([Cidr.Parse("0.0.0.0/0"), Cidr.Parse("::/0")]).Subtract(AddressSet.OutsidePacketSpace);

    public bool IsEmpty => Rows.IsEmpty && Nets.IsEmpty && Tags.IsEmpty;

    public static CoveredSide Of(GuardedEstate estate, ImmutableArray<Peer> peers) => new(
        [.. peers.SelectMany(estate.RowsOf).Distinct().Order()],
        peers.Aggregate(AddressSet.Empty, (all, peer) => all.Union(estate.AddressesOf(peer))),
        peers.Select(estate.TagOf).OfType<string>().ToImmutableHashSet(StringComparer.OrdinalIgnoreCase),
        [.. peers.Select(peer => SelectorOf(estate, peer)).OfType<Selector>()],
        [.. peers.Select(peer => PeerWords.Of(SelectorOf(estate, peer) is { } selector ? new SelectorPeer(default, selector) : peer))]);

    /// <summary>What of this side the other does not hold, as an example; null where it holds all.</summary>
    public string? NotIn(CoveredSide other, WorkloadTable table)
    {
        if (IsEmpty)
            return Written.Except(other.Written).Order(StringComparer.Ordinal).FirstOrDefault();
        if (Rows.FirstOrDefault(row => !other.Holds(row, table), -1) is var missing and >= 0)
            return $"`{table.Workloads[missing].Name}`";
        var nets = Nets.Subtract(other.Nets).Subtract(AddressSet.From(other.Rows.SelectMany(row => table.Addresses[row])));
        if (!nets.IsEmpty)
            return $"{CidrCover.Of(nets).First()}";
        if (Tags.Except(other.Tags).Order(StringComparer.Ordinal).FirstOrDefault() is { } tag)
            return $"the service tag `{tag}`";
        return Selectors.FirstOrDefault(s => !other.Selectors.Any(s.IsWithin)) is { } selector && !Everything.Subtract(other.Nets).IsEmpty
            ? $"whoever joins selector `{selector}` later"
            : null;
    }

    private bool Holds(int row, WorkloadTable table) =>
        Rows.BinarySearch(row) >= 0 || (!table.Addresses[row].IsEmpty && table.Addresses[row].All(Nets.Contains));

    private static Selector? SelectorOf(GuardedEstate estate, Peer peer) => peer switch
    {
        SegmentPeer segment => estate.Guardrails.SegmentsByName[segment.Name].Selector,
        SelectorPeer selector => selector.Selector,
        _ => null,
    };
}

/// <summary>The packets that a rule of flows or an exception speaks of: from, to, and the ports on each destination.</summary>
internal sealed class GuardrailCover(GuardedEstate estate, FlowSides sides)
{
    private readonly PolicyPorts ports = estate.Split(sides.Ports);

    public CoveredSide From { get; } = CoveredSide.Of(estate, sides.From);

    public CoveredSide To { get; } = CoveredSide.Of(estate, sides.To);

    /// <summary>What of the destinations and ports the other does not speak of, as an example; null where it speaks of all.</summary>
    public string? DestinationsNotIn(GuardrailCover other) => To.NotIn(other.To, estate.Table) is { } missing
        ? $"`to` no longer holds {missing}"
        : PortsNotIn(other) is { } lost ? $"`ports` no longer hold {lost}" : null;

    /// <summary>What of the packets the other does not speak of, as an example; null where it speaks of all.</summary>
    public string? NotIn(GuardrailCover other) => From.NotIn(other.From, estate.Table) is { } missing
        ? $"`from` no longer holds {missing}"
        : DestinationsNotIn(other);

    private string? PortsNotIn(GuardrailCover other)
    {
        var lost = ports.Literal.Subtract(other.ports.Literal);
        if (To.Rows.IsEmpty)
            return !lost.IsEmpty ? lost.ToString() : ports.Names.Except(other.ports.Names).FirstOrDefault();
        foreach (var row in To.Rows)
        {
            var missing = PortsAt(row).Subtract(other.PortsAt(row));
            if (!missing.IsEmpty)
                return ports.Literal.Contains(missing) || ports.Names.IsEmpty ? missing.ToString() : $"{missing} of `{estate.Table.Workloads[row].Name}`";
        }

        return To.Nets.IsEmpty || lost.IsEmpty ? null : lost.ToString();
    }

    private ProtocolPorts PortsAt(int row) => estate.PortsAt(ports, estate.Kinds.OfRow[row]);
}
