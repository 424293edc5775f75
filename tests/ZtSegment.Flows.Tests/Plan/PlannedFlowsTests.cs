using ZtSegment.Flows.Plan;
using static ZtSegment.Flows.Tests.Declared;
using static ZtSegment.Flows.Tests.Plan.Planned;

namespace ZtSegment.Flows.Tests.Plan;

public sealed class PlannedFlowsTests
{
    private static readonly string Hosts = Linux("web", "10.0.0.1", "{ app: web }") + Linux("db", "10.0.0.9", "{ app: db }");

    [Fact]
    public void Widened_prefix_opens_only_what_it_gained()
    {
        var old = Hosts + Policy("in", "{ cidr: 10.0.0.0/8 }", "{ workload: db }", "443/tcp");
        var @new = Hosts + Policy("in", "{ cidr: 10.0.0.0/7 }", "{ workload: db }", "443/tcp");

        Assert.Equal("11.0.0.0/8 -> db 443/tcp in", Opened(old, @new));
        Assert.Equal("", Closed(old, @new));
    }

    [Fact]
    public void Address_group_opens_as_its_name_where_all_of_it_is_new_and_as_prefixes_where_a_part_is()
    {
        var office = Group("office", "{ cidrs: [203.0.113.0/24], except: [203.0.113.64/26] }");
        var more = Group("office", "{ cidrs: [203.0.113.0/24, 198.51.100.0/24] }");
        var policy = Policy("in", "{ addressGroup: office }", "{ workload: db }", "443/tcp");

        Assert.Equal("office -> db 443/tcp in", Opened(Hosts, Hosts + office + policy));
        Assert.Equal(
            "198.51.100.0/24 -> db 443/tcp in\n203.0.113.64/26 -> db 443/tcp in",
            Opened(Hosts + office + policy, Hosts + more + policy));
    }

    [Fact]
    public void Renamed_group_and_policy_of_the_same_addresses_change_nothing()
    {
        var old = Hosts + Group("office", "{ cidrs: [203.0.113.0/24] }") + Policy("in", "{ addressGroup: office }", "{ workload: db }", "443/tcp");
        var @new = Hosts + Policy("renamed", "{ cidr: 203.0.113.0/24 }", "{ selector: { matchLabels: { app: db } } }", "443/tcp");

        Assert.False(Between(old, @new).HasFlowChanges);
    }

    [Fact]
    public void Prefix_of_which_a_few_addresses_were_open_before_is_written_with_except()
    {
        var old = Hosts + Policy("in", "{ workload: web }", "{ workload: db }", "443/tcp");
        var @new = Hosts + Policy("in", "{ workload: web }, { cidr: 10.0.0.0/8 }", "{ workload: db }", "443/tcp");

        Assert.Equal("10.0.0.0/8 except 10.0.0.1/32 -> db 443/tcp in", Opened(old, @new));
    }

    [Fact]
    public void What_is_left_of_any_is_exact()
    {
        var old = Hosts + Policy("p", "{ workload: web }", "{ workload: db }", "443/tcp");
        var @new = Hosts + Policy("p", "{ workload: web }", "{ workload: db }", "any");

        var edges = Between(old, @new).Opened.Edges().ToList();

        Assert.Equal(255, edges.Count);
        Assert.DoesNotContain(edges, e => e.ProtocolWord == "any");
        Assert.Equal("0-442,444-65535", edges.Single(e => e.ProtocolWord == "tcp").Ports.ToString());
    }

    [Fact]
    public void New_workload_opens_its_flows_and_a_gone_one_closes_them()
    {
        var policy = Policy("p", "{ selector: { matchLabels: { app: web } } }", "{ workload: db }", "443/tcp");
        var second = Linux("web-2", "10.0.0.2", "{ app: web }");

        Assert.Equal("web-2 -> db 443/tcp p", Opened(Hosts + policy, Hosts + second + policy));
        Assert.Equal("web-2 -> db 443/tcp p", Closed(Hosts + second + policy, Hosts + policy));
    }

    [Fact]
    public void Workload_that_moves_to_another_address_closes_its_old_packets_and_opens_new_ones()
    {
        var moved = Linux("web", "10.0.0.77", "{ app: web }") + Linux("db", "10.0.0.9", "{ app: db }");
        var policy = Policy("p", "{ workload: web }", "{ workload: db }", "443/tcp");

        Assert.Equal("web -> db 443/tcp p", Opened(Hosts + policy, moved + policy));
        Assert.Equal("web -> db 443/tcp p", Closed(Hosts + policy, moved + policy));
    }

    [Fact]
    public void Management_that_lets_in_more_opens_on_every_linux_host()
    {
        var old = Document("Estate", "e", "{ management: { access: [{ from: [10.9.0.0/24], ports: [22/tcp] }] } }");
        var @new = Document("Estate", "e", "{ management: { access: [{ from: [10.9.0.0/23], ports: [22/tcp] }] } }");

        Assert.Equal("10.9.1.0/24 -> db 22/tcp management\n10.9.1.0/24 -> web 22/tcp management", Opened(Hosts + old, Hosts + @new));
    }

    [Fact]
    public void Service_tag_opens_on_a_network_security_group_as_its_group()
    {
        var host = Azure("vm", "10.0.1.1");
        var policy = Policy("out", "{ workload: vm }", "{ addressGroup: storage }", "443/tcp");

        Assert.Equal("vm -> storage 443/tcp out", Opened(host, host + Group("storage", "{ serviceTag: Storage.WestEurope }") + policy));
        Assert.Equal("", Opened(
            host + Group("storage", "{ serviceTag: Storage.WestEurope }") + policy,
            host + Group("blobs", "{ serviceTag: storage.westeurope }") + policy.Replace("storage", "blobs")));
    }

    [Fact]
    public void Flows_that_two_policies_now_compose_are_told_by_segment()
    {
        var old = Hosts + Policy("out", "{ workload: web }", "{ cidr: 10.0.0.0/24 }", "443/tcp");
        var @new = old + Policy("in", "{ cidr: 10.0.0.0/24 }", "{ workload: db }", "443/tcp");

        var plan = Between(old, @new);

        Assert.Equal("10.0.0.0/24 -> db 443/tcp in\nweb -> db 443/tcp in+out composed", Lines(plan.Opened));
        Assert.Equal(["web -> db"], plan.BecomesComposed.Select(e => $"{e.Source} -> {e.Destination}"));
        Assert.Equal(["web -> db"], Between(@new, old).StopsComposed.Select(e => $"{e.Source} -> {e.Destination}"));
    }

    [Fact]
    public void Policies_that_end_soon_or_are_past_their_review_are_named_where_they_open_something()
    {
        var policies = Policy("soon", "{ workload: web }", "{ workload: db }", "1/tcp", "expires: 2026-10-20T00:00:00Z")
            + Policy("overdue", "{ workload: web }", "{ workload: db }", "2/tcp", "reviewBy: 2026-09-01")
            + Policy("late", "{ workload: web }", "{ workload: db }", "3/tcp", "expires: 2027-10-20T00:00:00Z");

        Assert.Equal(["overdue", "soon"], Between(Hosts, Hosts + policies).Deadlines.Select(d => d.Policy.Name));
        Assert.Empty(Between(Hosts + policies, Hosts + policies).Deadlines);
    }

    [Fact]
    public void Policy_whose_end_moves_is_named_though_no_packet_changes_yet()
    {
        var old = Hosts + Policy("grant", "{ workload: web }", "{ workload: db }", "1/tcp", "expires: 2027-01-01T00:00:00Z");

        var plan = Between(old, old.Replace("2027-01-01", "2028-01-01"));

        Assert.False(plan.HasFlowChanges);
        Assert.True(plan.ChangesAnything);
        Assert.Equal(2027, plan.Deadlines.Single().Before!.Expires!.Value.Year);
    }
}
