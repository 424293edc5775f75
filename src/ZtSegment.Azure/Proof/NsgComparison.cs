using System.Collections.Immutable;
using ZtSegment.Azure.Reading;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Azure.Proof;

/// <summary>Compares what groups let through with what they must, in one direction and family, and shows a packet of each difference.</summary>
internal sealed class NsgComparison(Flows.Compilation compilation, KnownAddresses known, NsgPoint point, ImmutableArray<NsgBody> levels, NsgSpace space)
{
    private readonly IntervalDiagram diagram = space.Diagram;

    public IEnumerable<Counterexample> Compare()
    {
        var rendered = NsgEvaluation.Of(levels, space);
        var must = new ExpectedTraffic(compilation, point).In(space);
        var (passing, mustPass) = (diagram.Union(rendered.Allowed, rendered.Observed), diagram.Union(must.Allowed, must.Observed));
        var bothPass = diagram.Intersect(passing, mustPass);
        (int These, int ButNot, bool IsExcess, bool IsObserved)[] differences =
        [
            (passing, mustPass, true, false),
            (mustPass, passing, false, false),
            (diagram.Intersect(rendered.Allowed, bothPass), must.Allowed, true, true),
            (diagram.Intersect(must.Allowed, bothPass), rendered.Allowed, false, true),
        ];
        foreach (var (these, butNot, isExcess, isObserved) in differences)
        {
            if (Seen(diagram.Subtract(these, butNot)) is var packets && packets != IntervalDiagram.Empty)
                yield return Show(packets, isExcess, isObserved);
        }
    }

    /// <summary>The packets that exist: within the packet space, and not of a workload with itself.</summary>
    private int Seen(int packets)
    {
        packets = packets == IntervalDiagram.Empty ? packets : diagram.Intersect(packets, space.Universe);
        return packets == IntervalDiagram.Empty ? packets : diagram.Subtract(packets, WithThemselves());
    }

    /// <summary>An address that several workloads have is a way from one of them to another.</summary>
    private int WithThemselves() => diagram.UnionOf(NsgSpace.LocalLevel, [.. point.Rows
        .Select(row => AddressSet.From(compilation.Table.Addresses[row].Except(compilation.Table.Workloads[row].VirtualAddresses))[space.Family])
        .Where(own => !own.IsEmpty)
        .Select(own => (own, diagram.Of(space.Packets.RemoteLevel, own, IntervalDiagram.All)))]);

    /// <summary>Sends the packet through both sides, rule by rule.</summary>
    private Counterexample Show(int packets, bool isExcess, bool isObserved)
    {
        var own = AddressSet.From(point.Rows.SelectMany(row => compilation.Table.Addresses[row]))[space.Family];
        var packet = new PacketSearch(space, own, known).In(packets);
        var deciding = levels.Select(level => LinearEvaluation.FirstMatch(level, packet)).ToList();
        var (rendered, must) = Judge(packet, isObserved);
        if (rendered != isExcess || must == isExcess)
            throw new InvalidOperationException($"the prover is broken: {packet} is {rendered} and {must} rule by rule");
        var role = packet.Role(space.Symbols.Except(packet.Symbols).Where(
            s => Judge(packet with { Symbols = packet.Symbols.Add(s) }, isObserved) != (rendered, must)));
        var rule = deciding.Find(rule => isExcess || rule is null || NsgEvaluation.VerdictOf(rule) != RuleVerdict.Allow);
        var (source, destination) = packet.Direction == Flows.Direction.Ingress ? (packet.Remote, packet.Local) : (packet.Local, packet.Remote);
        return new Counterexample(
            packet.Direction, source, destination, space.Family, packet.Protocol, packet.HasPorts ? packet.Port : null, rendered, must,
            isObserved ? $"{role}, observed" : role,
            rule is null ? null : $"{rule.Name.Shown()} (priority {rule.Priority})", DeclaredPacket.Of(compilation, point, packet).Policy);
    }

    /// <summary>Whether the packet passes, and whether it must; of what is observed, whether a rule of its own allows it, and whether it is declared.</summary>
    private (bool Rendered, bool Must) Judge(NsgPacket packet, bool isObserved)
    {
        var verdicts = levels
            .Select(level => LinearEvaluation.FirstMatch(level, packet) is { } rule ? NsgEvaluation.VerdictOf(rule) : RuleVerdict.Deny)
            .ToList();
        var declared = DeclaredPacket.Of(compilation, point, packet);
        return isObserved
            ? (verdicts.All(v => v == RuleVerdict.Allow), declared.IsAllowed)
            : (verdicts.All(v => v != RuleVerdict.Deny), declared.Passes);
    }
}
