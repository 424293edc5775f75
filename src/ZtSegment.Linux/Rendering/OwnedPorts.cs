using ZtSegment.Language;

namespace ZtSegment.Linux.Rendering;

/// <summary>Who owns which ports of one remote address: disjoint pieces, the best rule first.</summary>
/// <remarks>A tuple that several policies allow belongs to the one that lives longest, then to the lowest id.</remarks>
internal sealed class OwnedPorts
{
    private readonly List<(ProtocolPorts Ports, RankedRule Rule)> pieces = [];

    /// <param name="rules">The rules that name the address, best rank first.</param>
    public OwnedPorts(IEnumerable<RankedRule> rules)
    {
        var covered = ProtocolPorts.Empty;
        foreach (var rule in rules)
        {
            var piece = rule.Ports.Subtract(covered);
            if (piece.IsEmpty)
                continue;
            pieces.Add((piece, rule));
            covered = covered.Union(rule.Ports);
            if (rule.Ports.Rest)
                Any ??= rule;
        }

        Protocols = [.. pieces
            .SelectMany(p => p.Ports.Listed.Select(l => l.Protocol)
                .Concat(p.Rule.Ports.Listed.Where(l => l.Ports.IsFull).Select(l => l.Protocol)))
            .Distinct().Order().Select(Of)];
    }

    /// <summary>The rule that allows every protocol, those aside that it lists, if any does.</summary>
    public RankedRule? Any { get; }

    /// <summary>Each protocol that a rule speaks of by itself, in order.</summary>
    public IReadOnlyList<OwnedProtocol> Protocols { get; }

    /// <summary>The protocols that <see cref="Any"/> owns as a whole by being in nobody's list.</summary>
    public IntervalSet<byte> RestOf(IpFamily family) => Any is null
        ? default
        : Any.Ports.Listed.Aggregate(IntervalSet<byte>.Full, (rest, l) => rest.Subtract(IntervalSet<byte>.Of(l.Protocol.WireNumber(family))));

    private OwnedProtocol Of(Protocol protocol)
    {
        var ranges = new List<(Interval<ushort>, RankedRule)>();
        foreach (var (ports, rule) in pieces)
        {
            if (rule.Ports[protocol].IsFull)
                return new OwnedProtocol(protocol, ranges, rule);
            foreach (var range in ports[protocol].Ranges.Intervals)
                ranges.Add((range, rule));
        }

        return new OwnedProtocol(protocol, ranges, null);
    }
}

/// <param name="Ranges">Disjoint; those with a better owner than <paramref name="Whole"/>.</param>
/// <param name="Whole">The rule that allows the protocol as a whole, if any does.</param>
internal sealed record OwnedProtocol(
    Protocol Protocol, IReadOnlyList<(Interval<ushort> Range, RankedRule Owner)> Ranges, RankedRule? Whole);
