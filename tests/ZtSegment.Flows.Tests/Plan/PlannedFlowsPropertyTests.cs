using CsCheck;
using ZtSegment.Flows.Graph;
using ZtSegment.Flows.Plan;
using ZtSegment.Flows.Tests.Graph;
using ZtSegment.Flows.Tests.RandomEstates;
using ZtSegment.Language;

namespace ZtSegment.Flows.Tests.Plan;

/// <summary>What a plan opens and closes against the oracle of both sides, packet by packet, on random pairs of estates.</summary>
public sealed class PlannedFlowsPropertyTests
{
    [Fact]
    public void Pairs_open_exactly_where_a_packet_passes_now_and_did_not_before() =>
        EstatePair.Any.Sample(pair => Assert.Equal("", string.Join('\n', WrongPairs(Plan(pair).Opened, pair.New, pair.Old).Take(3))), iter: 120);

    [Fact]
    public void Pairs_close_exactly_where_a_packet_passed_before_and_does_not_now() =>
        EstatePair.Any.Sample(pair => Assert.Equal("", string.Join('\n', WrongPairs(Plan(pair).Closed, pair.Old, pair.New).Take(3))), iter: 120);

    [Fact]
    public void Addresses_open_exactly_where_an_end_lets_a_written_address_through_and_did_not_before() =>
        EstatePair.Any.Sample(pair => Assert.Equal("", string.Join('\n', WrongAddresses(Plan(pair).Opened, pair.New, pair.Old).Take(3))), iter: 120);

    [Fact]
    public void What_opens_one_way_closes_the_other_way() =>
        EstatePair.Any.Sample(pair => Assert.Equal(
            Plan(pair).Opened.Edges().Select(Line),
            Planner.Between(pair.NewCompiled, pair.OldCompiled).Closed.Edges().Select(Line)), iter: 120);

    [Fact]
    public void An_estate_changes_nothing_of_itself() =>
        RandomEstate.Any.Sample(estate => Assert.True(Plan(new EstatePair(estate, estate)) is { Opened.IsEmpty: true, Closed.IsEmpty: true }), iter: 100);

    [Fact]
    public void Entries_are_sorted_and_no_two_are_of_the_same_ends_protocol_and_policies() =>
        EstatePair.Any.Sample(pair =>
        {
            var edges = Plan(pair).Opened.Edges().ToArray();
            Assert.Equal(edges.Order(FlowEdge.Order), edges);
            Assert.Equal(edges.Length, edges.Select(e => (e.Source, e.Destination, e.ProtocolWord, PacketOracle.Word(e))).Distinct().Count());
        }, iter: 120);

    [Fact]
    public void Folded_lines_count_every_pair() =>
        EstatePair.Any.Sample(pair =>
        {
            var opened = Plan(pair).Opened;
            Assert.Equal(
                opened.Edges().Select(e => (e.Source, e.Destination, PacketOracle.Word(e))).Distinct().Count(),
                opened.Folded().Sum(f => f.Pairs));
        }, iter: 120);

    private static FlowPlan Plan(EstatePair pair) => Planner.Between(pair.OldCompiled, pair.NewCompiled);

    private static string Line(FlowEdge edge) => $"{edge.Source} -> {edge.Destination} {edge.ProtocolWord} {edge.Ports} {PacketOracle.Word(edge)}";

    private static IEnumerable<string> WrongPairs(FlowChanges changes, RandomEstate own, RandomEstate other)
    {
        var (here, there) = (new PacketOracle(own), new PacketOracle(other));
        var listed = changes.Edges().ToLookup(e => (e.Source, e.Destination));
        return
            from source in own.Intent.Workloads
            from destination in own.Intent.Workloads
            where source != destination
            let edges = listed[(Endpoint.OfWorkload(source.Name), Endpoint.OfWorkload(destination.Name))].ToArray()
            from service in here.Services.Union(there.Services)
            let expected = (
                from s in here.AddressesOf(source)
                from d in here.AddressesOf(destination)
                where s.Family == d.Family && !Passes(there, other, (source.Name, s), (destination.Name, d), service)
                from verdict in here.PacketVerdicts(source, s, destination, d, service.Protocol.WireNumber(s.Family), service.Port)
                select verdict).Distinct().Order(StringComparer.Ordinal).ToArray()
            let covering = edges.Where(e => PacketOracle.Covers(e, service.Protocol, service.Port)).Select(PacketOracle.Word).Order(StringComparer.Ordinal).ToArray()
            where !expected.SequenceEqual(covering)
            select $"{source.Name} -> {destination.Name} {service.Protocol}/{service.Port}: expected [{string.Join("; ", expected)}], listed [{string.Join("; ", covering)}]";
    }

    private static bool Passes(
        PacketOracle oracle, RandomEstate estate, (string Name, Address Address) source, (string Name, Address Address) destination, (Protocol Protocol, ushort Port) service) =>
        estate.Intent.FindWorkload(source.Name) is { } from && estate.Intent.FindWorkload(destination.Name) is { } to
        && oracle.AddressesOf(from).Contains(source.Address) && oracle.AddressesOf(to).Contains(destination.Address)
        && oracle.PacketVerdicts(from, source.Address, to, destination.Address, service.Protocol.WireNumber(source.Address.Family), service.Port).Any();

    private static IEnumerable<string> WrongAddresses(FlowChanges changes, RandomEstate own, RandomEstate other)
    {
        var (here, there) = (new PacketOracle(own), new PacketOracle(other));
        var listed = changes.Edges().Where(e => e.Policies.Length == 1).ToArray();
        return
            from workload in own.Managed
            from direction in Enum.GetValues<Direction>()
            let edges = listed
                .Select(e => (Edge: e, Remote: direction == Direction.Ingress ? e.Source : e.Destination, Own: direction == Direction.Ingress ? e.Destination : e.Source))
                .Where(e => e.Own.Equals(Endpoint.OfWorkload(workload.Name)) && e.Remote.Kind is EndpointKind.Cidr or EndpointKind.AddressGroup)
                .ToArray()
            from policy in own.Intent.Policies
            where !policy.From.Concat(policy.To).Any(p => IsTagged(own, p))
            from remote in here.Remotes
            where !WasOwn(there, other, workload, remote) && AddressSet.OutsidePacketSpace.Contains(remote) == false
            from service in here.Services.Union(there.Services)
            let opens = here.EndLetsWritten(policy, workload, direction, remote, service.Protocol, service.Port)
                && here.AddressesOf(workload).Any(a => a.Family == remote.Family
                    && !(other.Intent.FindWorkload(workload.Name) is { } before && there.AddressesOf(before).Contains(a)
                        && there.EndLets(before, direction, remote, service.Protocol, service.Port)))
            let isListed = edges.Any(e => e.Edge.Policies[0] == policy && Holds(own, e.Remote, remote) && PacketOracle.Covers(e.Edge, service.Protocol, service.Port))
                && here.EndLetsWritten(policy, workload, direction, remote, service.Protocol, service.Port)
            where opens != isListed
            select $"{policy.Name} {direction} {remote} {workload.Name} {service.Protocol}/{service.Port}: opens {opens}, listed {isListed}";
    }

    /// <summary>Traffic of a workload with itself was outside the packet space.</summary>
    private static bool WasOwn(PacketOracle there, RandomEstate other, Workload workload, Address remote) =>
        other.Intent.FindWorkload(workload.Name) is { } before && there.AddressesOf(before).Contains(remote);

    private static bool IsTagged(RandomEstate estate, Peer peer) =>
        peer is AddressGroupPeer group && estate.Intent.AddressGroupsByName[group.Name].ServiceTag is not null;

    private static bool Holds(RandomEstate estate, Endpoint endpoint, Address address)
    {
        var (cidrs, except) = endpoint.Kind == EndpointKind.Cidr
            ? ([Cidr.Parse(endpoint.Name)], endpoint.Except)
            : (estate.Intent.AddressGroupsByName[endpoint.Name].Cidrs, estate.Intent.AddressGroupsByName[endpoint.Name].Except);
        return cidrs.Any(c => Holds(c, address)) && !except.Any(c => Holds(c, address));
    }

    private static bool Holds(Cidr cidr, Address address) => cidr.Family == address.Family && cidr.Range.Contains(address.Value);
}
