using ZtSegment.Flows.Graph;
using static ZtSegment.Flows.Tests.Declared;

namespace ZtSegment.Flows.Tests.Graph;

public sealed class WorkloadViewTests
{
    private static readonly string Web = Linux("web-1", "10.0.1.1", "{ app: web }");
    private static readonly string Db = Linux("db-1", "10.0.2.1", "{ app: db }");
    private static readonly string Printer = Unmanaged("printer", "10.0.9.1", "{ app: printer }");
    private static readonly string Scanner = Unmanaged("scanner", "10.0.9.2", "{ app: scanner }");
    private static readonly string Hosts = Web + Db + Printer + Scanner;

    [Fact]
    public void A_pair_that_a_policy_names_is_listed_with_it() => Assert.Equal(
        ["web-1 -> db-1 tcp 5432 by p"], Flows(Hosts + Policy("p", "{ workload: web-1 }", "{ workload: db-1 }", "5432/tcp")));

    [Fact]
    public void Ports_of_one_protocol_are_merged() => Assert.Equal(
        ["web-1 -> db-1 tcp 80-90,443 by p", "web-1 -> db-1 udp 53 by p"],
        Flows(Hosts + Policy("p", "{ workload: web-1 }", "{ workload: db-1 }", "443/tcp, 80-85/tcp, 53/udp, 86-90/tcp")));

    [Fact]
    public void A_protocol_alone_is_all_its_ports_and_one_without_ports_has_none() => Assert.Equal(
        ["web-1 -> db-1 icmp  by p", "web-1 -> db-1 proto/112  by p", "web-1 -> db-1 tcp 0-65535 by p"],
        Flows(Hosts + Policy("p", "{ workload: web-1 }", "{ workload: db-1 }", "tcp, icmp, proto/112")));

    [Fact]
    public void Any_absorbs_what_is_narrower() => Assert.Equal(
        ["web-1 -> db-1 any  by p"], Flows(Hosts + Policy("p", "{ workload: web-1 }", "{ workload: db-1 }", "443/tcp, any, icmp")));

    [Fact]
    public void Any_absorbs_within_one_set_of_policies_only() => Assert.Equal(
        ["web-1 -> db-1 any  by p", "web-1 -> db-1 tcp 443 by p+q"],
        Flows(Hosts + Policy("p", "{ workload: web-1 }", "{ workload: db-1 }", "any") + Policy("q", "{ workload: web-1 }", "{ workload: db-1 }", "443/tcp")));

    [Fact]
    public void Each_packet_has_all_the_policies_that_let_it_through() => Assert.Equal(
        ["web-1 -> db-1 tcp 1-9 by p", "web-1 -> db-1 tcp 10-20 by p+q", "web-1 -> db-1 tcp 21-30 by q"],
        Flows(Hosts + Policy("p", "{ workload: web-1 }", "{ workload: db-1 }", "1-20/tcp") + Policy("q", "{ workload: web-1 }", "{ workload: db-1 }", "10-30/tcp")));

    [Fact]
    public void A_workload_with_itself_is_left_out() => Assert.Equal(
        ["db-1 -> web-1 tcp 22 by p", "web-1 -> db-1 tcp 22 by p"],
        Flows(Web + Db + Policy("p", "{ selector: {} }", "{ selector: {} }", "22/tcp")));

    [Fact]
    public void Pairs_of_two_unmanaged_ends_are_left_out_and_pairs_with_one_are_listed() => Assert.Equal(
        ["printer -> web-1 tcp 22 by p", "web-1 -> printer tcp 22 by p"],
        Flows(Web + Printer + Scanner + Policy("p", "{ selector: { matchExpressions: [{ key: app, operator: NotIn, values: [scanner] }] } }", "{ selector: { matchExpressions: [{ key: app, operator: NotIn, values: [scanner] }] } }", "22/tcp")));

    [Fact]
    public void A_cidr_peer_is_listed_as_written_and_the_workloads_inside_it_as_pairs() => Assert.Equal(
        ["10.0.0.0/16 except 10.0.1.0/24 -> db-1 tcp 22 by p", "printer -> db-1 tcp 22 by p", "scanner -> db-1 tcp 22 by p"],
        Flows(Hosts + Policy("p", "{ cidr: 10.0.0.0/16, except: [10.0.1.0/24] }", "{ workload: db-1 }", "22/tcp")));

    [Fact]
    public void A_group_peer_is_listed_as_written_once_for_each_policy() => Assert.Equal(
        ["office -> db-1 tcp 22 by p", "office -> db-1 tcp 22 by q"],
        Flows(Hosts + Document("AddressGroup", "office", "{ cidrs: [203.0.113.0/24] }")
            + Policy("p", "{ addressGroup: office }", "{ workload: db-1 }", "22/tcp") + Policy("q", "{ addressGroup: office }", "{ workload: db-1 }", "22/tcp")));

    [Fact]
    public void An_address_peer_of_another_family_is_not_listed() => Assert.Empty(
        Flows(Hosts + Policy("p", "{ cidr: \"2001:db8::/32\" }", "{ workload: db-1 }", "22/tcp")));

    [Fact]
    public void Nothing_is_listed_from_addresses_to_unmanaged_workloads() => Assert.Empty(
        Flows(Hosts + Policy("p", "{ cidr: 203.0.113.0/24 }", "{ workload: printer }", "22/tcp")));

    [Fact]
    public void Opening_the_senders_way_out_is_nobodys_way_in() => Assert.Equal(
        ["web-1 -> 0.0.0.0/0 tcp 443 by p", "web-1 -> printer tcp 443 by p", "web-1 -> scanner tcp 443 by p"],
        Flows(Hosts + Policy("p", "{ workload: web-1 }", "{ cidr: 0.0.0.0/0 }", "443/tcp")));

    [Fact]
    public void What_two_policies_let_pass_together_is_composed() => Assert.Contains(
        "web-1 -> db-1 tcp 443 by composed in+out",
        Flows(Hosts + Policy("out", "{ workload: web-1 }", "{ cidr: 10.0.0.0/16 }", "443/tcp") + Policy("in", "{ cidr: 10.0.1.0/24 }", "{ workload: db-1 }", "400-500/tcp")));

    [Fact]
    public void What_one_policy_lets_through_both_ends_is_not_composed_whatever_else_lets_it_through_one() => Assert.Contains(
        "web-1 -> db-1 tcp 443 by p",
        Flows(Hosts + Policy("p", "{ workload: web-1 }", "{ workload: db-1 }", "443/tcp") + Policy("out", "{ workload: web-1 }", "{ cidr: 10.0.0.0/16 }", "443/tcp")));

    [Fact]
    public void Management_access_is_drawn_without_policies() => Assert.Equal(
        ["10.0.9.0/24 -> db-1 tcp 22 by management", "10.0.9.0/24 -> web-1 tcp 22 by management",
         "printer -> db-1 tcp 22 by management", "printer -> web-1 tcp 22 by management"],
        Flows(Web + Db + Printer + Document("Estate", "e", "{ management: { access: [{ from: [10.0.9.0/24], ports: [22/tcp] }] } }")));

    [Fact]
    public void A_managed_host_needs_a_policy_for_its_own_side_of_management() => Assert.Equal(
        ["web-1 -> db-1 tcp 22 by management"],
        Flows(Web + Db + Document("Estate", "e", "{ management: { access: [{ from: [10.0.1.1/32], ports: [22/tcp] }] } }")
            + Policy("out", "{ workload: web-1 }", "{ cidr: 10.0.0.0/16 }", "22/tcp")).Where(f => f.StartsWith("web-1 -> db", StringComparison.Ordinal)));

    [Fact]
    public void The_way_to_the_controller_is_drawn_as_its_address() => Assert.Equal(
        ["db-1 -> 10.9.0.10/32 tcp 8443 by management", "web-1 -> 10.9.0.10/32 tcp 8443 by management"],
        Flows(Web + Db + Document("Estate", "e", "{ management: { controller: { addresses: [10.9.0.10, \"fd09::10\"], port: 8443/tcp } } }")));

    [Fact]
    public void Workloads_behind_a_network_security_group_only_have_no_management() => Assert.Empty(
        Flows(Azure("vm-1", "10.0.3.1") + Document("Estate", "e", "{ management: { access: [{ from: [10.0.9.0/24], ports: [22/tcp] }] } }")));

    [Fact]
    public void Icmp_over_ipv6_gives_no_flow_at_a_network_security_group() => Assert.Equal(
        ["vm-2 -> vm-1 any  by q"],
        Flows(Azure("vm-1", "\"fd00::1\"") + Azure("vm-2", "\"fd00::2\"")
            + Policy("p", "{ workload: vm-1 }", "{ workload: vm-2 }", "icmp") + Policy("q", "{ workload: vm-2 }", "{ workload: vm-1 }", "any")));

    [Fact]
    public void A_workload_with_both_points_is_let_through_only_if_both_do() => Assert.Empty(
        Flows(Document("Workload", "vm-1", $"{{ addresses: [\"fd00::1\"], enforcement: {{ linux: {{ host: vm-1 }}, azure: {{ nsg: {NsgId("n")} }} }} }}")
            + Linux("web-1", "\"fd00::2\"") + Policy("p", "{ workload: web-1 }", "{ workload: vm-1 }", "icmp")));

    [Fact]
    public void A_service_tag_is_listed_for_workloads_behind_a_network_security_group() => Assert.Equal(
        ["vm-1 -> storage tcp 443 by p"],
        Flows(Azure("vm-1", "10.0.3.1") + Document("AddressGroup", "storage", "{ serviceTag: Storage.WestEurope }")
            + Policy("p", "{ workload: vm-1 }", "{ addressGroup: storage }", "443/tcp")));

    [Fact]
    public void A_virtual_address_is_an_address_of_each_workload_that_has_it() => Assert.Contains(
        "printer -> web-2 tcp 443 by p",
        Flows(Linux("web-1", "10.0.1.1", "{ app: web }", "virtualAddresses: [10.0.1.100]") + Linux("web-2", "10.0.1.2", "{ app: web }", "virtualAddresses: [10.0.1.100]")
            + Printer + Policy("p", "{ workload: printer }", "{ selector: { matchLabels: { app: web } } }", "443/tcp")));

    [Fact]
    public void Named_ports_are_those_of_each_destination() => Assert.Equal(
        ["web-1 -> a tcp 9100 by p", "web-1 -> b udp 9200 by p"],
        Flows(Web + Linux("a", "10.0.3.1", "{ app: x }", "ports: { metrics: 9100/tcp }") + Linux("b", "10.0.3.2", "{ app: x }", "ports: { metrics: 9200/udp }")
            + Linux("c", "10.0.3.3", "{ app: x }") + Policy("p", "{ workload: web-1 }", "{ selector: { matchLabels: { app: x } } }", "metrics")));

    [Fact]
    public void Modes_change_nothing_but_the_marks_of_the_ends()
    {
        var edge = Assert.Single(FlowGraph.ByWorkload(Compiled(
            Web + Db + Document("Rollout", "db", $"{{ selector: {App("db")}, ingress: enforce }}") + Policy("p", "{ workload: web-1 }", "{ workload: db-1 }", "443/tcp"))));

        Assert.Equal(("observed", "enforced"), ($"{edge.SourceModes}", $"{edge.DestinationModes}"));
        Assert.Equal(FileName, edge.Policies[0].Position.File);
    }

    [Fact]
    public void An_expired_policy_gives_no_flow() => Assert.Empty(
        Flows(Hosts + Policy("p", "{ workload: web-1 }", "{ workload: db-1 }", "443/tcp", "expires: 2026-10-01T00:00:00Z")));

    private static IEnumerable<string> Flows(string yaml) => FlowGraph.ByWorkload(Compiled(yaml)).Select(FlowWords.Of);
}
