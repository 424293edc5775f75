using ZtSegment.Flows;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Linux.Proof;

/// <summary>What a host's ruleset must do with the packets of a view: built from what is declared and from the closed list, not from any ruleset.</summary>
/// <param name="own">The host's own addresses.</param>
internal sealed class ExpectedPackets(DeclaredEnd declared, AddressSet own, PacketSpaces spaces, ProofMoment moment)
{
    /// <summary>Fin, syn, rst, ack: what tells a segment that opens a flow from all others.</summary>
    private const uint Handshake = 0x17;

    private const uint Syn = 2;

    /// <param name="at">Since the moment's start.</param>
    /// <param name="hasGrace">Whether flows that ran before the first load may go on without a SYN.</param>
    public ExpectedSets In(PacketView view, TimeSpan at, bool hasGrace)
    {
        var space = spaces[view.Family];
        var diagram = space.Diagram;
        var direction = declared[view.Direction];
        var tracked = PacketView.Box(space, [(PacketField.Tracking, view.Tracked)]);
        var always = AlwaysLetThrough.In(view).Aggregate(IntervalDiagram.Empty, (all, some) => diagram.Union(all, some.In(space)));
        var managed = diagram.Union(always, diagram.Intersect(tracked, direction.Management[view.Family]));
        var fromOwn = diagram.Intersect(tracked, PacketView.Box(space, [(PacketField.LocalAddress, own[view.Family])]));
        var allowed = direction.Allowed.Where(a => moment.IsLive(a.Deadline, at))
            .Aggregate(IntervalDiagram.Empty, (all, some) => diagram.Union(all, some.Packets[view.Family]));
        var looked = own[view.Family].IsEmpty ? IntervalDiagram.Empty : diagram.Intersect(fromOwn, allowed);
        if (direction.Mode == Mode.Observe)
            return new ExpectedSets(IntervalDiagram.All, diagram.Complement(diagram.Union(managed, looked)));
        if (!view.IsReply && !hasGrace)
            looked = diagram.Subtract(looked, WithoutSyn(view, space));
        return new ExpectedSets(diagram.Union(managed, looked), null);
    }

    public static bool IsWithoutSyn(uint flags) => (flags & Handshake) != Syn;

    /// <summary>A flow that is new to connection tracking, and whose segment does not open one.</summary>
    private static int WithoutSyn(PacketView view, PacketSpace space) => PacketView.Box(space,
    [
        (PacketField.Tracking, view.Of([Tracking.New])),
        (PacketField.Protocol, IntervalSet<UInt128>.Of(Protocol.Tcp.Number)),
        (PacketField.TcpFlags, AlwaysLetThrough.Flags(IsWithoutSyn)),
    ]);
}

/// <param name="Accepted">Must pass, and nothing else may.</param>
/// <param name="WouldBeDenied">Must be counted as such, and nothing else may; null where the direction is enforced.</param>
internal sealed record ExpectedSets(int Accepted, int? WouldBeDenied);
