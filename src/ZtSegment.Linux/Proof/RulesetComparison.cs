using ZtSegment.Flows;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;
using ZtSegment.Linux.Reading;

namespace ZtSegment.Linux.Proof;

/// <summary>Compares what a ruleset lets through with what it must, view by view and from each moment at which anything ends to the next.</summary>
internal sealed class RulesetComparison(
    Compilation compilation, KnownAddresses known, WorkloadClass workloads, AddressSet own, AddressSet outside, ProofMoment moment,
    PacketSpaces spaces, DeclaredEnd declared, IReadOnlySet<string>? ownSets)
{
    private readonly ExpectedPackets expected = new(declared, own, spaces, moment);
    private readonly Dictionary<IpFamily, ElementDiagrams> elements = new()
    {
        [IpFamily.V4] = new ElementDiagrams(spaces.V4),
        [IpFamily.V6] = new ElementDiagrams(spaces.V6),
    };

    private readonly HashSet<string> counters = [.. new[] { Direction.Ingress, Direction.Egress }
        .Where(d => declared[d].Mode == Mode.Observe).Select(DeniedCounter)];

    /// <summary>Names by which a host's telemetry tells what an observed direction would have denied.</summary>
    public static string DeniedCounter(Direction direction) => direction == Direction.Ingress ? "zt_denied_ingress" : "zt_denied_egress";

    public List<Counterexample> Compare(NftRuleset ruleset)
    {
        var found = new List<Counterexample>();
        var lookUps = PacketView.All.ToDictionary(
            view => view, view => new LookUps(ruleset, view, spaces[view.Family], elements[view.Family], ownSets));
        foreach (var at in moment.Epochs(ruleset, declared))
        {
            foreach (var view in PacketView.All)
                Compare(ruleset, view, at, lookUps[view], found);
        }

        return found;
    }

    private void Compare(NftRuleset ruleset, PacketView view, TimeSpan at, LookUps lookUps, List<Counterexample> found)
    {
        var space = spaces[view.Family];
        var diagram = space.Diagram;
        var universe = view.Universe(space);
        lookUps.At = at;
        var rendered = new HookEvaluation(ruleset, view, space, lookUps, counters).Evaluate();
        var must = expected.In(view, at, hasGrace: false);
        var isGrace = at < moment.Grace && Seen(rendered.Accepted) == Seen(expected.In(view, at, hasGrace: true).Accepted);
        if (!isGrace)
        {
            Show(rendered.Accepted, must.Accepted, isExcess: true, isCounting: false);
            Show(must.Accepted, rendered.Accepted, isExcess: false, isCounting: false);
        }

        if (must.WouldBeDenied is not { } denied)
            return;
        var counted = rendered.Counted.GetValueOrDefault(DeniedCounter(view.Direction));
        Show(denied, counted, isExcess: true, isCounting: true);
        Show(counted, denied, isExcess: false, isCounting: true);

        int Seen(int packets) => diagram.Intersect(packets, universe);

        void Show(int these, int butNot, bool isExcess, bool isCounting)
        {
            if (Seen(these) == Seen(butNot))
                return;
            var packets = space.WithoutRemote(diagram.Subtract(Seen(these), butNot), outside[view.Family]);
            if (packets != IntervalDiagram.Empty)
                Add(ruleset, view, at, new PacketSearch(space, view, own, known).In(packets), isExcess, isCounting, found);
        }
    }

    /// <summary>Sends the packet through both sides, one by one.</summary>
    private void Add(
        NftRuleset ruleset, PacketView view, TimeSpan at, UInt128[] packet, bool isExcess, bool isCounting, List<Counterexample> found)
    {
        var linear = new LinearEvaluation(ruleset, view, packet, at);
        var passes = linear.Passes();
        var truth = DeclaredPacket.Of(compilation, workloads, own, view, packet, at, moment);
        var rendered = isCounting ? !linear.Counted.Contains(DeniedCounter(view.Direction)) : passes;
        var must = isCounting ? truth.IsAllowed : truth.Passes;
        if (rendered != isExcess || must == isExcess)
            throw new InvalidOperationException($"the prover is broken: {view} {string.Join(' ', packet)} at {at} is {rendered} and {must} one by one");
        var example = Example(view, at, packet, rendered, must, truth, linear.Rule);
        if (!found.Exists(f => f with { Role = "", Rule = null } == example with { Role = "", Rule = null }))
            found.Add(example);
    }

    private static Counterexample Example(
        PacketView view, TimeSpan at, UInt128[] packet, bool rendered, bool must, DeclaredPacket truth, string? rule)
    {
        var local = new Address(view.Family, packet[(int)PacketField.LocalAddress]);
        var remote = new Address(view.Family, packet[(int)PacketField.RemoteAddress]);
        var (source, destination) = view.Direction == Direction.Ingress ? (remote, local) : (local, remote);
        var protocol = (byte)packet[(int)PacketField.Protocol];
        var hasPorts = new Protocol(protocol).HasPorts && packet[(int)PacketField.HasPorts] == 1;
        var role = at == TimeSpan.Zero ? truth.Role : $"{truth.Role}, after {at.TotalSeconds:0} s";
        return new Counterexample(
            view.Direction, source, destination, view.Family, protocol, hasPorts ? (ushort)packet[(int)PacketField.ServicePort] : null,
            rendered, must, role, rule, truth.Policy);
    }
}
