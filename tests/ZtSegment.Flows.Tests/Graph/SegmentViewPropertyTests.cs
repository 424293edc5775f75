using CsCheck;
using ZtSegment.Flows.Graph;
using ZtSegment.Flows.Tests.RandomEstates;
using ZtSegment.Language;

namespace ZtSegment.Flows.Tests.Graph;

/// <summary>The composed edges of the view by segment against the oracle, packet by packet, on random estates.</summary>
public sealed class SegmentViewPropertyTests
{
    [Fact]
    public void Composed_edges_run_exactly_between_the_peers_whose_policies_pass_a_packet_only_together() =>
        RandomEstate.Any.Sample(estate =>
        {
            var oracle = new PacketOracle(estate);
            var listed = FlowGraph.BySegment(Compile(estate)).Where(e => e.IsComposed).ToArray();
            var expected = Expected(estate, oracle).ToHashSet();
            var found =
                from edge in listed
                from service in oracle.Services
                where PacketOracle.Covers(edge, service.Protocol, service.Port)
                select (Text(edge.Source, edge.Destination, edge.Policies[0], edge.Policies[1]), service.Protocol, service.Port, IsAny: edge.Protocol is null);
            var covered = found.ToArray();
            Assert.Empty(expected.Except(covered.Select(f => (f.Item1, f.Protocol, f.Port))));
            Assert.Empty(covered.Where(f => !f.IsAny).Select(f => (f.Item1, f.Protocol, f.Port)).Except(expected));
            Assert.Empty(listed.Select(e => Text(e.Source, e.Destination, e.Policies[0], e.Policies[1])).Except(expected.Select(e => e.Item1)));
        }, iter: 250);

    [Fact]
    public void Entries_are_sorted_and_no_two_are_of_the_same_ends_protocol_and_policies() =>
        RandomEstate.Any.Sample(estate =>
        {
            var edges = FlowGraph.BySegment(Compile(estate));
            Assert.Equal(edges.Order(FlowEdge.Order), edges);
            Assert.Equal(edges.Count, edges.Select(e => (e.Source, e.Destination, e.ProtocolWord, PacketOracle.Word(e))).Distinct().Count());
        }, iter: 250);

    private static Compilation Compile(RandomEstate estate) =>
        Compiler.Compile(estate.Intent, estate.Facts, estate.Now, PolicyIds.ByOrderOfNames(estate.Intent));

    private static IEnumerable<(string, Protocol, ushort)> Expected(RandomEstate estate, PacketOracle oracle) =>
        from source in estate.Managed
        from destination in estate.Managed
        where source != destination
        from service in oracle.Services
        from pair in oracle.ComposedPolicies(source, destination, service.Protocol, service.Port)
        from @from in pair.Leaving.From.Where(p => oracle.Names(p, source))
        from to in pair.Entering.To.Where(p => oracle.Names(p, destination))
        select (Text(Shown(estate, @from), Shown(estate, to), pair.Leaving, pair.Entering), service.Protocol, service.Port);

    private static string Text(Endpoint source, Endpoint destination, FlowPolicy one, FlowPolicy other) =>
        $"{source.Kind} {source} -> {destination.Kind} {destination} by {string.Join('+', new[] { one.Name, other.Name }.Order(StringComparer.Ordinal))}";

    private static Endpoint Shown(RandomEstate estate, Peer peer) => peer is SelectorPeer selector
        && estate.Intent.Segments.FirstOrDefault(s => s.Selector.Equals(selector.Selector)) is { } segment
            ? Endpoint.Of(new SegmentPeer(default, segment.Name))
            : Endpoint.Of(peer);
}
