using ZtSegment.Flows.Graph;
using static ZtSegment.Flows.Tests.Declared;

namespace ZtSegment.Flows.Tests.Graph;

public sealed class SegmentViewTests
{
    private static readonly string Hosts = Linux("web-1", "10.0.1.1", "{ app: web }") + Linux("db-1", "10.0.2.1", "{ app: db }", "ports: { sql: 5432/tcp }")
        + Linux("db-2", "10.0.2.2", "{ app: db }", "ports: { sql: 5433/tcp }");

    private static readonly string Segments = Segment("web", App("web")) + Segment("db", App("db")) + Segment("aaa-db", App("db"));

    [Fact]
    public void Each_peer_of_from_is_joined_to_each_peer_of_to_as_written() => Assert.Equal(
        ["203.0.113.0/24 -> db tcp 443 by p", "203.0.113.0/24 -> web-1 tcp 443 by p", "web -> 198.51.100.0/24 tcp 443 by p", "web -> db tcp 443 by p", "web -> web-1 tcp 443 by p"],
        Flows(Hosts + Segments + Policy("p", "{ segment: web }, { cidr: 203.0.113.0/24 }", "{ segment: db }, { workload: web-1 }, { cidr: 198.51.100.0/24 }", "443/tcp")));

    [Fact]
    public void A_selector_equal_to_a_segments_is_that_segment_by_the_lowest_name() => Assert.Equal(
        ["web -> aaa-db tcp 443 by p"],
        Flows(Hosts + Segments + Policy("p",
            "{ selector: { matchExpressions: [{ key: app, operator: In, values: [web] }] } }", "{ selector: { matchLabels: { app: db } } }", "443/tcp")));

    [Fact]
    public void A_selector_of_no_segment_is_shown_as_it_is_normalised() => Assert.Equal(
        ["app in (db,web) -> db tcp 443 by p"],
        Flows(Hosts + Segments + Policy("p", "{ selector: { matchExpressions: [{ key: app, operator: In, values: [web, db, web] }] } }", "{ segment: db }", "443/tcp")));

    [Fact]
    public void Named_ports_are_the_union_of_what_they_resolve_to() => Assert.Equal(
        ["web -> db tcp 5432-5433 by p"], Flows(Hosts + Segments + Policy("p", "{ segment: web }", "{ segment: db }", "sql")));

    [Fact]
    public void A_condition_that_nobody_meets_hides_nothing() => Assert.Equal(
        ["web -> db tcp 5432-5433 by p"], Flows(Hosts + Segments + Policy("p", "{ segment: web }", "{ segment: db }", "sql", "when: { compliant: true }")));

    [Fact]
    public void A_segment_without_members_is_shown() => Assert.Equal(
        ["ghosts -> db tcp 443 by p"], Flows(Hosts + Segments + Segment("ghosts", App("ghosts")) + Policy("p", "{ segment: ghosts }", "{ segment: db }", "443/tcp")));

    [Fact]
    public void Policies_between_the_same_peers_are_split_by_the_exact_set_of_them() => Assert.Equal(
        ["web -> db tcp 1-9 by p", "web -> db tcp 10-20 by p+q", "web -> db udp 53 by q"],
        Flows(Hosts + Segments + Policy("p", "{ segment: web }", "{ segment: db }", "1-20/tcp") + Policy("q", "{ segment: web }", "{ segment: db }", "10-20/tcp, 53/udp")));

    [Fact]
    public void A_segment_may_talk_to_itself_and_a_workload_is_not_shown_to() => Assert.Equal(
        ["db -> db tcp 443 by p"],
        Flows(Hosts + Segments + Policy("p", "{ segment: db }", "{ segment: db }", "443/tcp") + Policy("q", "{ workload: web-1 }", "{ workload: web-1 }", "443/tcp")));

    [Fact]
    public void A_composed_edge_runs_from_one_policys_from_to_the_others_to() => Assert.Equal(
        ["10.0.1.0/24 -> db tcp 400-500 by in", "web -> 10.0.0.0/16 tcp 443 by out", "web -> db tcp 443 by composed in+out"],
        Flows(Hosts + Segments + Policy("out", "{ segment: web }", "{ cidr: 10.0.0.0/16 }", "443/tcp") + Policy("in", "{ cidr: 10.0.1.0/24 }", "{ segment: db }", "400-500/tcp")));

    [Fact]
    public void Management_is_drawn_to_and_from_every_workload() => Assert.Equal(
        ["10.9.0.0/24 -> {} tcp 22 by management", "{} -> 10.9.0.10/32 tcp 8443 by management"],
        Flows(Hosts + Document("Estate", "e",
            "{ management: { access: [{ from: [10.9.0.0/24], ports: [22/tcp] }], controller: { addresses: [10.9.0.10], port: 8443/tcp } } }")));

    [Fact]
    public void Management_is_marked_with_the_modes_of_linux_workloads_alone()
    {
        var edge = Assert.Single(FlowGraph.BySegment(Compiled(Linux("web-1", "10.0.1.1") + Azure("vm-1", "10.0.3.1") + Unmanaged("printer", "10.0.4.1")
            + Document("Estate", "e", "{ management: { access: [{ from: [10.9.0.0/24], ports: [22/tcp] }] } }"))));

        Assert.Equal(new EndModes(0, 1, 0), edge.DestinationModes);
    }

    [Fact]
    public void Ends_are_marked_with_how_many_of_their_workloads_enforce()
    {
        var edge = Assert.Single(FlowGraph.BySegment(Compiled(
            Hosts + Unmanaged("db-3", "10.0.2.3", "{ app: db }") + Segments + Document("Rollout", "one", $"{{ selector: {App("web")}, egress: enforce }}")
            + Policy("p", "{ segment: web }", "{ segment: db }", "443/tcp"))));

        Assert.Equal(new EndModes(1, 0, 0), edge.SourceModes);
        Assert.Equal(new EndModes(0, 2, 1), edge.DestinationModes);
        Assert.Equal("mixed", $"{edge.DestinationModes}");
    }

    private static IEnumerable<string> Flows(string yaml) => FlowGraph.BySegment(Compiled(yaml)).Select(FlowWords.Of);
}
