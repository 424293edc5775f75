using CsCheck;
using ZtSegment.Flows.Graph;
using ZtSegment.Flows.Guardrails;
using ZtSegment.Flows.Tests.RandomEstates;
using ZtSegment.Language;

namespace ZtSegment.Flows.Tests.Graph;

/// <summary>The view by workload against the oracle, packet by packet, on random estates.</summary>
public sealed class WorkloadViewPropertyTests
{
    [Fact]
    public void Pairs_are_listed_exactly_where_every_managed_end_lets_a_packet_pass_with_exactly_the_policies_that_do() =>
        RandomEstate.Any.Sample(estate => Assert.Equal("", string.Join('\n', WrongPairs(estate).Take(3))), iter: 150);

    [Fact]
    public void Address_peers_are_listed_exactly_where_their_policy_lets_one_of_their_addresses_pass() =>
        RandomEstate.Any.Sample(estate => Assert.Equal("", string.Join('\n', WrongPeers(estate).Take(3))), iter: 150);

    [Fact]
    public void What_only_facts_break_of_guardrails_is_not_listed() =>
        RandomEstate.Guarded.Sample(estate => Assert.Equal("", string.Join('\n', WrongPairs(estate).Concat(WrongPeers(estate)).Take(3))), iter: 100);

    [Fact]
    public void Entries_are_sorted_and_no_two_are_of_the_same_ends_protocol_and_policies() =>
        RandomEstate.Any.Sample(estate =>
        {
            var edges = Edges(estate);
            Assert.Equal(edges.Order(FlowEdge.Order), edges);
            Assert.Equal(edges.Length, edges.Select(e => (e.Source, e.Destination, e.ProtocolWord, PacketOracle.Word(e))).Distinct().Count());
        }, iter: 150);

    private static FlowEdge[] Edges(RandomEstate estate) =>
        [.. FlowGraph.ByWorkload(GuardrailCuts.Apply(Compiler.Compile(estate.Intent, estate.Facts, estate.Now, PolicyIds.ByOrderOfNames(estate.Intent))))];

    private static IEnumerable<string> WrongPairs(RandomEstate estate)
    {
        var oracle = new PacketOracle(estate);
        var listed = Edges(estate).ToLookup(e => (e.Source, e.Destination));
        return
            from source in estate.Intent.Workloads
            from destination in estate.Intent.Workloads
            where source != destination && (source.IsManaged || destination.IsManaged)
            let edges = listed[(Endpoint.OfWorkload(source.Name), Endpoint.OfWorkload(destination.Name))].ToArray()
            from service in oracle.Services
            let expected = oracle.PairVerdicts(source, destination, service.Protocol, service.Port).Order(StringComparer.Ordinal).ToArray()
            let covering = edges.Where(e => PacketOracle.Covers(e, service.Protocol, service.Port)).ToArray()
            let exact = covering.Where(e => e.Protocol is not null).Select(PacketOracle.Word)
            where expected.Except(covering.Select(PacketOracle.Word)).Any() || exact.Except(expected).Any() || (covering.Length > 0 && expected.Length == 0)
            select $"{source.Name} -> {destination.Name} {service.Protocol}/{service.Port}: "
                + $"expected [{string.Join("; ", expected)}], listed [{string.Join("; ", covering.Select(PacketOracle.Word))}]";
    }

    private static IEnumerable<string> WrongPeers(RandomEstate estate)
    {
        var oracle = new PacketOracle(estate);
        var listed = Edges(estate).ToLookup(e => (e.Source, e.Destination));
        return
            from policy in estate.Intent.Policies
            from direction in Enum.GetValues<Direction>()
            from peer in direction == Direction.Ingress ? policy.From : policy.To
            where !peer.SelectsWorkloads && !IsTagOnly(estate, peer)
            from workload in estate.Managed
            from service in oracle.Services
            let edges = listed[Ends(direction, Endpoint.OfWorkload(workload.Name), Endpoint.Of(peer))]
            let isListed = edges.Any(e => e.Policies.SequenceEqual([policy]) && PacketOracle.Covers(e, service.Protocol, service.Port))
            let passes = oracle.PeerPasses(policy, peer, workload, direction, service.Protocol, service.Port)
            where isListed != passes
            select $"{policy.Name} {direction} {Endpoint.Of(peer)} {workload.Name} {service.Protocol}/{service.Port}: passes {passes}, listed {isListed}";
    }

    private static (Endpoint, Endpoint) Ends(Direction direction, Endpoint own, Endpoint other) =>
        direction == Direction.Ingress ? (other, own) : (own, other);

    private static bool IsTagOnly(RandomEstate estate, Peer peer) =>
        peer is AddressGroupPeer group && estate.Intent.AddressGroupsByName[group.Name].ServiceTag is not null;
}
