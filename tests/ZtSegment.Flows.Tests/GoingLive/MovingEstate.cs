using System.Collections.Immutable;
using ZtSegment.Flows.GoingLive;
using ZtSegment.Flows.Tests.Plan;
using ZtSegment.Language;

namespace ZtSegment.Flows.Tests.GoingLive;

/// <summary>What a point enforces while it moves.</summary>
internal enum Stage
{
    Old,
    Common,
    New,
}

/// <summary>The points of two estates on their way from one to the other, judged packet by packet.</summary>
internal sealed class MovingEstate
{
    private readonly PointMove[] moves;
    private readonly ImmutableArray<(Protocol Protocol, ushort Port)> services;
    private readonly Dictionary<(int From, int To), HashSet<Passing>> passing = [];

    public MovingEstate(Compilation old, Compilation next)
    {
        moves = [.. old.Intent.Workloads.Where(w => w.IsManaged && next.Intent.FindWorkload(w.Name) is { IsManaged: true })
            .Select((w, row) => new PointMove(row, RulesOf(old, w.Name), RulesOf(next, w.Name)))];
        services = [.. moves.SelectMany(m => new[] { m.Old.Program, m.New.Program }).SelectMany(p => p.Ingress.Concat(p.Egress)).SelectMany(Services).Distinct()];
        Flows = MixedFlows.Of(moves);
        foreach (var from in moves)
        {
            foreach (var to in moves.Where(m => m != from))
                passing[(from.Row, to.Row)] = [.. Packets(from, to)];
        }
    }

    public MovingEstate(EstatePair pair)
        : this(pair.OldCompiled, pair.NewCompiled)
    {
    }

    public static PointRules RulesOf(Compilation compilation, string workload) =>
        new(compilation.ClassOfWorkload(workload).Program, compilation.Table.Addresses[compilation.Binder.RowOf(workload)]);

    public IReadOnlyList<PointMove> Moves => moves;

    public MixedFlows Flows { get; }

    /// <summary>By the packets: whose gain makes a flow that neither estate allows, as long as which other ends have not lost theirs.</summary>
    public IEnumerable<(int Gainer, int Loser)> Mixed =>
        from pair in passing
        from packet in pair.Value
        from mixed in new[] { (Gainer: pair.Key.To, Loser: pair.Key.From, Is: packet is { Leaves.Old: true, Enters.New: true, Leaves.New: false, Enters.Old: false }),
            (Gainer: pair.Key.From, Loser: pair.Key.To, Is: packet is { Leaves.New: true, Enters.Old: true, Leaves.Old: false, Enters.New: false }) }
        where mixed.Is
        select (mixed.Gainer, mixed.Loser);

    /// <summary>Whether something passes between points in these stages that neither estate allows.</summary>
    public bool IsOpen(IReadOnlyList<Stage> stages) => passing.Any(pair => pair.Value.Any(packet =>
        packet.Leaves.At(stages[pair.Key.From]) && packet.Enters.At(stages[pair.Key.To])
        && !(packet.Leaves.Old && packet.Enters.Old) && !(packet.Leaves.New && packet.Enters.New)));

    /// <summary>Where the stages of the points can go from there, one point at a time.</summary>
    public IEnumerable<(int Row, Stage To)> Steps(IReadOnlyList<Stage> stages) =>
        from move in moves
        from to in Enum.GetValues<Stage>()
        where to > stages[move.Row] && (to == Stage.Common || Flows.WaitsFor(move.Row).All(loser => stages[loser] != Stage.Old))
        select (move.Row, to);

    /// <summary>Whether an end lets a packet to or from one of all addresses through that the other rules do not.</summary>
    public bool PassesMore(PointRules some, PointRules others) => (
        from direction in Enum.GetValues<Direction>()
        from own in some.Addresses
        from remote in Remotes(own.Family)
        from service in services
        select Lets(some, direction, own, remote, service) && !Lets(others, direction, own, remote, service)).Any(isMore => isMore);

    /// <summary>Whether the common rules let through what both do, packet by packet.</summary>
    public bool IsCommon(PointMove move) => (
        from direction in Enum.GetValues<Direction>()
        from own in move.Old.Addresses.Union(move.New.Addresses)
        from remote in Remotes(own.Family)
        from service in services
        let both = Lets(move.Old, direction, own, remote, service) && Lets(move.New, direction, own, remote, service)
        select both == Lets(move.Common, direction, own, remote, service)).All(isSame => isSame);

    private IEnumerable<Passing> Packets(PointMove sender, PointMove receiver) =>
        from source in sender.Old.Addresses.Union(sender.New.Addresses)
        from destination in receiver.Old.Addresses.Union(receiver.New.Addresses)
        where source.Family == destination.Family && source != destination
        from service in services
        select new Passing(
            End(sender, Direction.Egress, source, destination, service),
            End(receiver, Direction.Ingress, destination, source, service));

    private static EndPassing End(PointMove move, Direction direction, Address own, Address remote, (Protocol, ushort) service) => new(
        Lets(move.Old, direction, own, remote, service), Lets(move.Common, direction, own, remote, service), Lets(move.New, direction, own, remote, service));

    private static bool Lets(PointRules rules, Direction direction, Address own, Address remote, (Protocol Protocol, ushort Port) service) =>
        rules.Addresses.Contains(own) && !rules.Addresses.Contains(remote) && !AddressSet.OutsidePacketSpace.Contains(remote)
        && rules.Program[direction].Any(r => r.Remote.Set.Contains(remote) && r.Ports.Contains(service.Protocol, service.Port));

    /// <summary>Both sides of every bound of an address or prefix.</summary>
    private IEnumerable<Address> Remotes(IpFamily family) => moves
        .SelectMany(m => new[] { m.Old, m.New })
        .SelectMany(r => r.Program.Ingress.Concat(r.Program.Egress).Select(rule => rule.Remote.Set).Append(AddressSet.From(r.Addresses)))
        .Append(AddressSet.OutsidePacketSpace)
        .SelectMany(set => set[family].ToImmutableArray())
        .SelectMany(i => new[] { i.From, i.To, i.From == 0 ? 0 : i.From - 1, i.To == Address.Last(family) ? i.To : i.To + 1 })
        .Distinct()
        .Select(value => new Address(family, value));

    private static IEnumerable<(Protocol, ushort)> Services(ProgramRule rule) => rule.Ports.Listed
        .SelectMany(l => l.Ports.Ranges.ToImmutableArray().SelectMany(r => new[] { r.From, r.To, r.From == 0 ? r.From : (ushort)(r.From - 1), r.To == ushort.MaxValue ? r.To : (ushort)(r.To + 1) })
            .Append((ushort)0).Select(port => (l.Protocol, port)))
        .Append((Protocol.FromNumber(112), (ushort)0));

    private readonly record struct EndPassing(bool Old, bool Common, bool New)
    {
        public bool At(Stage stage) => stage switch { Stage.Old => Old, Stage.Common => Common, _ => New };
    }

    private readonly record struct Passing(EndPassing Leaves, EndPassing Enters);
}
