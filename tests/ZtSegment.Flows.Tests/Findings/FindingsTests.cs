using System.Collections.Immutable;
using ZtSegment.Language;
using static ZtSegment.Flows.Tests.Declared;

namespace ZtSegment.Flows.Tests.Findings;

public sealed class FindingsTests
{
    private static readonly string Web = Linux("web-1", "10.0.1.1", "{ app: web }");
    private static readonly string Db = Linux("db-1", "10.0.2.1", "{ app: db }");
    private static readonly string Segments = Segment("web", App("web")) + Segment("db", App("db"));
    private static readonly string WebToDb = Policy("web-to-db", "{ segment: web }", "{ segment: db }", "5432/tcp");

    [Fact]
    public void A_sound_estate_has_nothing_to_tell() => Assert.Empty(Find(Web + Db + Segments + WebToDb));

    [Fact]
    public void Two_segments_that_give_a_member_different_ports_for_one_name_are_an_error_at_the_later_one()
    {
        var found = Find(Web + Db
            + Segment("web", App("web"), "ports: { metrics: 9100/tcp }")
            + Segment("all", "{}", "ports: { metrics: 9200/tcp }")
            + Policy("scrape", "{ segment: all }", "{ segment: all }", "22/tcp"));

        var clash = Assert.Single(found);
        Assert.Equal(("ZT2001", Severity.Error, 20), (clash.Code, clash.Severity, clash.Position.Line));
        Assert.Contains("`web-1`", clash.Message);
        Assert.Contains("9200/tcp", clash.Message);
        Assert.Contains("9100/tcp", clash.Message);
    }

    [Fact]
    public void A_port_name_of_its_own_ends_a_clash_of_segments() => Assert.Empty(Find(
        Linux("web-1", "10.0.1.1", "{ app: web }", "ports: { metrics: 9300/tcp }") + Db
        + Segment("web", App("web"), "ports: { metrics: 9100/tcp }")
        + Segment("all", "{}", "ports: { metrics: 9200/tcp }")
        + Policy("scrape", "{ segment: all }", "{ segment: all }", "22/tcp")));

    [Fact]
    public void A_service_tag_without_cidrs_in_a_policy_that_selects_a_linux_workload_is_an_error()
    {
        var found = Find(Web + Db + Segments + WebToDb
            + Document("AddressGroup", "storage", "{ serviceTag: Storage.WestEurope }")
            + Policy("web-to-storage", "{ segment: web }", "{ addressGroup: storage }", "443/tcp"));

        Assert.Equal("ZT2002", Assert.Single(found).Code);
    }

    [Fact]
    public void A_service_tag_is_fine_behind_a_network_security_group_or_with_cidrs_beside_it() => Assert.Empty(Find(
        Web + Db + Segments + WebToDb + Azure("vm-1", "10.0.3.1", "{ app: vm }")
        + Document("AddressGroup", "storage", "{ serviceTag: Storage.WestEurope }")
        + Document("AddressGroup", "monitor", "{ serviceTag: AzureMonitor, cidrs: [203.0.113.0/24] }")
        + Policy("vm-to-storage", "{ workload: vm-1 }", "{ addressGroup: storage }", "443/tcp")
        + Policy("web-to-monitor", "{ segment: web }", "{ addressGroup: monitor }", "443/tcp")));

    [Theory]
    [InlineData("10.0.5.1", "10.0.5.2", 0)]
    [InlineData("10.0.5.1", "10.0.5.1", 1)]
    [InlineData("10.0.5.3", "10.0.5.2", 1)]
    [InlineData("10.0.5.9", "10.0.5.9", 0)]
    public void A_reported_address_belongs_to_one_workload(string first, string second, int errors)
    {
        const string Agents = "{ addressesFrom: { source: agent, within: [10.0.5.0/24] }, virtualAddresses: [10.0.5.9] }";
        var estate = Document("Workload", "agent-a", Agents) + Document("Workload", "agent-b", Agents) + Unmanaged("printer", "10.0.5.3");
        var facts = new EstateFacts(new Dictionary<string, WorkloadFacts>
        {
            ["agent-a"] = WorkloadFacts.Unknown with { Addresses = [Address.Parse(first)] },
            ["agent-b"] = WorkloadFacts.Unknown with { Addresses = [Address.Parse(second)] },
        });

        var found = Find(estate, facts).Where(d => d.Code == "ZT2004").ToList();

        Assert.Equal(errors, found.Count);
        Assert.All(found, d => Assert.Equal(Severity.Error, d.Severity));
        Assert.All(found, d => Assert.Contains($"{first} is an address of both `agent-a` and `", d.Message));
    }

    [Theory]
    [InlineData("sctp")]
    [InlineData("3868/sctp")]
    [InlineData("gre")]
    [InlineData("proto/112")]
    [InlineData("group/odd")]
    [InlineData("diameter")]
    public void A_protocol_that_a_network_security_group_cannot_express_is_an_error_that_names_policy_and_point(string ports)
    {
        var found = Find(Web + Azure("vm-1", "10.0.3.1", "{ app: vm }", "nsg-shop", "ports: { diameter: 3868/sctp }") + Segment("web", App("web"))
            + Document("PortGroup", "odd", "{ ports: [443/tcp, gre] }")
            + Policy("web-to-vm", "{ segment: web }", "{ workload: vm-1 }", ports));

        var error = Assert.Single(found);
        Assert.Equal(("ZT2003", Severity.Error), (error.Code, error.Severity));
        Assert.Contains("`web-to-vm`", error.Message);
        Assert.Contains("`nsg-shop`", error.Message);
    }

    [Theory]
    [InlineData("tcp, udp, icmp, esp, ah")]
    [InlineData("proto/6, proto/17, proto/1, proto/58, proto/50, proto/51")]
    [InlineData("any")]
    public void What_a_network_security_group_can_express_is_no_finding(string ports) => Assert.Empty(Find(
        Web + Azure("vm-1", "10.0.3.1") + Policy("web-to-vm", "{ workload: web-1 }", "{ workload: vm-1 }", ports)));

    [Fact]
    public void Icmp_over_ipv6_at_a_network_security_group_is_a_warning()
    {
        var found = Find(Linux("web-1", "10.0.1.1, \"fd00::1\"") + Azure("vm-1", "10.0.3.1, \"fd00::3\"")
            + Policy("ping", "{ workload: web-1 }", "{ workload: vm-1 }", "icmp"));

        var warning = Assert.Single(found);
        Assert.Equal(("ZT2110", Severity.Warning), (warning.Code, warning.Severity));
    }

    [Fact]
    public void Icmp_at_a_dual_stack_network_security_group_is_fine_where_the_other_end_has_ipv4_only() => Assert.Empty(Find(
        Web + Azure("vm-1", "10.0.3.1, \"fd00::3\"") + Policy("ping", "{ workload: web-1 }", "{ workload: vm-1 }", "icmp")));

    [Theory]
    [InlineData("{ segment: ghosts }")]
    [InlineData("{ selector: { matchLabels: { app: ghosts } } }")]
    [InlineData("{ cidr: 224.0.0.0/4 }")]
    [InlineData("{ cidr: 239.1.0.0/16 }")]
    [InlineData("{ cidr: 127.0.0.0/8 }")]
    [InlineData("{ cidr: \"ff02::/16\" }")]
    [InlineData("{ cidr: 192.0.2.0/24, except: [192.0.2.0/25, 192.0.2.128/25] }")]
    [InlineData("{ addressGroup: nowhere }")]
    public void A_peer_that_selects_nothing_is_a_warning_where_it_stands(string peer)
    {
        var found = Find(Web + Db + Segments + WebToDb + Segment("ghosts", App("ghosts"))
            + Document("AddressGroup", "nowhere", "{ cidrs: [192.0.2.0/24], except: [192.0.0.0/16] }")
            + Policy("to-nothing", peer, "{ segment: db }", "443/tcp"));

        var warning = Assert.Single(found, d => d.Code == "ZT2101");
        Assert.Equal(Severity.Warning, warning.Severity);
        Assert.Equal((40, 16), (warning.Position.Line, warning.Position.Column));
        Assert.Contains("`to-nothing`", warning.Message);
    }

    [Fact]
    public void A_segment_that_may_be_empty_is_no_warning() => Assert.DoesNotContain(
        Find(Web + Db + Segments + WebToDb + Segment("later", App("later"), "mayBeEmpty: true")
            + Policy("p", "{ segment: web }", "{ segment: later }", "443/tcp")),
        d => d.Code == "ZT2101");

    [Fact]
    public void A_workload_that_fails_the_condition_is_still_selected_by_the_peer() => Assert.DoesNotContain(
        Find(Web + Db + Segments + Policy("p", "{ segment: web }", "{ segment: db }", "443/tcp", "when: { compliant: true }")),
        d => d.Code is "ZT2101" or "ZT2102");

    [Fact]
    public void A_guardrail_whose_peer_selects_nothing_is_a_warning() => Assert.Equal("ZT2101", Assert.Single(Find(
        Web + Db + Segments + WebToDb + Document(
            "Guardrail", "never-ghosts", "{ never: { from: [{ selector: { matchLabels: { app: ghosts } } }], to: [{ segment: db }] } }"))).Code);

    [Fact]
    public void Managed_workloads_that_no_policy_names_are_isolated_and_folded()
    {
        var found = Find(Web + Db + Segments + WebToDb + Linux("spare-1", "10.0.9.1") + Linux("spare-2", "10.0.9.2") + Unmanaged("printer", "10.0.9.3"));

        var isolated = Assert.Single(found);
        Assert.Equal(("ZT2102", 2, 29), (isolated.Code, isolated.Count, isolated.Position.Line));
        Assert.Contains("`spare-1` and `spare-2`", isolated.Message);
        Assert.DoesNotContain("printer", isolated.Message);
    }

    [Fact]
    public void A_workload_that_only_an_expired_policy_names_is_isolated() => Assert.Equal(
        ["ZT2102", "ZT2201"],
        Find(Web + Db + Segments + Policy("p", "{ segment: web }", "{ segment: db }", "443/tcp", "expires: 2026-09-30T00:00:00Z")).Select(d => d.Code).Order());

    [Fact]
    public void A_policy_that_another_covers_is_a_warning_that_names_it()
    {
        var found = Find(Web + Db + Segments + WebToDb + Policy("wide", "{ selector: {} }", "{ segment: db }", "5000-6000/tcp"));

        var covered = Assert.Single(found);
        Assert.Equal("ZT2103", covered.Code);
        Assert.Contains("`web-to-db`", covered.Message);
        Assert.Contains("`wide`", covered.Message);
    }

    [Fact]
    public void A_policy_that_several_others_cover_only_together_is_covered()
    {
        var found = Find(Web + Db + Segments + Policy("p", "{ segment: web }", "{ segment: db }", "1-20/tcp")
            + Policy("low", "{ segment: web }", "{ segment: db }", "1-10/tcp") + Policy("high", "{ segment: web }", "{ segment: db }", "11-30/tcp"));

        Assert.Contains("`p`", Assert.Single(found, d => d.Code == "ZT2103").Message);
    }

    [Fact]
    public void Of_two_equal_policies_the_later_is_covered() => Assert.Contains(
        "`again`",
        Assert.Single(Find(Web + Db + Segments + WebToDb + Policy("again", "{ segment: web }", "{ segment: db }", "5432/tcp"))).Message);

    [Theory]
    [InlineData("expires: 2027-01-01T00:00:00Z")]
    [InlineData("when: { maxRisk: high }")]
    public void A_policy_is_not_covered_by_one_that_ends_before_it(string condition) => Assert.DoesNotContain(
        Find(Web + Db + Segments + WebToDb + Policy("wide", "{ segment: web }", "{ segment: db }", "5000-6000/tcp", condition), Healthy),
        d => d.Code == "ZT2103");

    [Fact]
    public void Prefixes_at_each_end_do_not_cover_a_declared_flow() => Assert.DoesNotContain(
        Find(Web + Db + Segments + WebToDb
            + Policy("out", "{ segment: web }", "{ cidr: 10.0.0.0/16 }", "tcp") + Policy("in", "{ cidr: 10.0.0.0/16 }", "{ segment: db }", "tcp")),
        d => d.Code == "ZT2103");

    [Fact]
    public void An_address_group_that_contains_declared_workloads_is_a_warning()
    {
        var found = Find(Web + Db + Segments + WebToDb + Document("AddressGroup", "inside", "{ cidrs: [10.0.0.0/16], except: [10.0.2.0/24] }"));

        var warning = Assert.Single(found);
        Assert.Equal("ZT2104", warning.Code);
        Assert.Contains("`web-1`", warning.Message);
        Assert.DoesNotContain("db-1", warning.Message);
    }

    [Fact]
    public void A_policy_between_unmanaged_workloads_is_enforced_by_nobody() => Assert.Equal("ZT2105", Assert.Single(Find(
        Web + Db + Segments + WebToDb + Unmanaged("printer", "10.0.9.3") + Policy("print", "{ cidr: 192.0.2.0/24 }", "{ workload: printer }", "631/tcp"))).Code);

    [Fact]
    public void A_port_name_that_selected_destinations_lack_is_one_warning_with_their_names()
    {
        var found = Find(Web + Db + Linux("db-2", "10.0.2.2", "{ app: db }", "ports: { metrics: 9100/tcp }") + Segments
            + Policy("scrape", "{ segment: web }", "{ selector: {} }", "metrics"));

        var warning = Assert.Single(found);
        Assert.Equal(("ZT2106", 2), (warning.Code, warning.Count));
        Assert.Contains("`db-1` and `web-1`", warning.Message);
    }

    [Fact]
    public void Two_policies_that_pass_a_flow_only_together_are_a_warning_with_an_example()
    {
        var found = Find(Web + Db + Segments
            + Policy("web-to-any", "{ segment: web }", "{ cidr: 0.0.0.0/0 }", "tcp") + Policy("lan-to-db", "{ cidr: 10.0.0.0/16 }", "{ segment: db }", "5432/tcp"));

        var warning = Assert.Single(found);
        Assert.Equal("ZT2107", warning.Code);
        Assert.Contains("`web-1` (10.0.1.1) reaches `db-1` (10.0.2.1) on 5432/tcp", warning.Message);
    }

    [Fact]
    public void Workloads_of_which_no_address_is_known_are_a_warning() => Assert.Equal("ZT2108", Assert.Single(Find(
        Web + Db + Segments + WebToDb + Document(
            "Workload", "db-2", "{ addressesFrom: { source: agent, within: [10.0.2.0/24] }, enforcement: { linux: { host: db-2 } } }", "{ app: db }"))).Code);

    [Theory]
    [InlineData("")]
    [InlineData("{ defaultMode: enforce }")]
    [InlineData("{ management: { access: [{ from: [\"fd09::/64\"], ports: [22/tcp] }] } }")]
    public void An_enforced_linux_host_without_management_access_is_a_warning(string estate)
    {
        var found = Find(Web + Db + Segments + WebToDb + Document("Rollout", "db", $"{{ selector: {App("db")}, ingress: enforce }}")
            + (estate.Length == 0 ? "" : Document("Estate", "shop", estate)));

        Assert.Equal("ZT2109", Assert.Single(found).Code);
    }

    [Fact]
    public void Management_access_of_the_hosts_family_is_enough() => Assert.Empty(Find(
        Web + Db + Segments + WebToDb
        + Document("Estate", "shop", "{ defaultMode: enforce, management: { access: [{ from: [10.9.0.0/24], ports: [22/tcp] }] } }")));

    [Fact]
    public void A_policy_past_its_review_is_a_note()
    {
        var note = Assert.Single(Find(Web + Db + Segments + Policy("p", "{ segment: web }", "{ segment: db }", "443/tcp", "reviewBy: 2026-09-30")));

        Assert.Equal(("ZT2202", Severity.Note), (note.Code, note.Severity));
    }

    private static readonly EstateFacts Healthy = new(new Dictionary<string, WorkloadFacts>
    {
        ["web-1"] = WorkloadFacts.Unknown with { Compliant = true, Risk = Risk.Low },
        ["db-1"] = WorkloadFacts.Unknown with { Compliant = true, Risk = Risk.Low },
    });

    private static ImmutableArray<Diagnostic> Find(string yaml, EstateFacts? facts = null) => Flows.Findings.Of(Compiled(yaml, facts));
}
