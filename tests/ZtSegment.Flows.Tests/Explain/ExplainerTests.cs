using ZtSegment.Flows.Explain;
using ZtSegment.Language;
using static ZtSegment.Flows.Tests.Declared;

namespace ZtSegment.Flows.Tests.Explain;

public sealed class ExplainerTests
{
    private static readonly string Web = Linux("web-1", "10.0.1.1, \"fd00:1::1\"", "{ app: web, env: prod }");
    private static readonly string Db = Linux("db-1", "10.0.2.1, \"fd00:2::1\"", "{ app: db, env: prod }", "ports: { sql: 5432/tcp }");
    private static readonly string Printer = Unmanaged("printer", "10.0.9.1");
    private static readonly string Segments = Segment("web", App("web")) + Segment("db", App("db"));
    private static readonly string Hosts = Web + Db + Printer + Segments;
    private static readonly string WebToDb = Policy("web-to-db", "{ segment: web }", "{ segment: db }", "5432/tcp");
    private static readonly string Enforced = Document("Estate", "shop", "{ defaultMode: enforce }");

    [Fact]
    public void An_allowed_packet_names_the_policy_and_its_place_at_each_end()
    {
        var explained = Explain(Hosts + WebToDb, "web-1", "db-1", "5432/tcp");

        Assert.Equal((true, EffectiveVerdict.Allowed, false), (explained.IsAllowed, explained.Effective, explained.IsComposed));
        Assert.All(explained.Ends, end => Assert.Equal(("web-to-db", FileName, 29), (end.Policies.Single().Name, end.Policies.Single().Position.File, end.Policies.Single().Position.Line)));
        Assert.Null(explained.Suggestion);
    }

    [Fact]
    public void A_denied_end_says_what_is_missing()
    {
        var explained = Explain(Hosts + Enforced + Policy("web-to-any", "{ segment: web }", "{ cidr: 0.0.0.0/0 }", "tcp"), "web-1", "db-1", "5432/tcp");

        Assert.Equal((false, EffectiveVerdict.Denied), (explained.IsAllowed, explained.Effective));
        Assert.True(explained.Source.IsAllowed);
        Assert.StartsWith("no policy selects db-1 in `to` with 10.0.1.1 in `from` on tcp/5432", explained.Destination.Missing);
    }

    [Fact]
    public void What_is_denied_is_open_where_no_denying_end_enforces() =>
        Assert.Equal(EffectiveVerdict.Open, Explain(Hosts + WebToDb, "web-1", "db-1", "22/tcp").Effective);

    [Fact]
    public void Between_two_unmanaged_ends_nothing_is_in_the_way()
    {
        var explained = Explain(Hosts + WebToDb, "printer", "192.0.2.1", "9100/tcp");

        Assert.Equal((true, EffectiveVerdict.Open), (explained.IsAllowed, explained.Effective));
    }

    [Fact]
    public void Any_pair_of_addresses_that_passes_is_enough_and_is_the_one_shown()
    {
        var explained = Explain(Hosts + Policy("v6", "{ segment: web }", "{ cidr: \"fd00:2::/64\" }", "tcp") + Policy("in", "{ cidr: \"::/0\" }", "{ segment: db }", "tcp"),
            "web-1", "db-1", "22/tcp");

        Assert.Equal((true, true), (explained.IsAllowed, explained.IsComposed));
        Assert.Equal(("fd00:1::1", "fd00:2::1"), ($"{explained.Source.Address}", $"{explained.Destination.Address}"));
    }

    [Fact]
    public void An_address_of_a_workload_means_that_workload_at_that_address()
    {
        var explained = Explain(Hosts + WebToDb, "fd00:1::1", "db-1", "5432/tcp");

        Assert.Equal("web-1", explained.Source.Workload?.Name);
        Assert.Equal("fd00:1::1", $"{explained.Source.Address}");
        Assert.True(explained.IsAllowed);
    }

    [Fact]
    public void An_address_that_no_workload_has_is_an_unmanaged_end()
    {
        var explained = Explain(Hosts + Policy("in", "{ cidr: 203.0.113.0/24 }", "{ segment: db }", "5432/tcp"), "203.0.113.7", "db-1", "5432/tcp");

        Assert.True(explained.IsAllowed);
        Assert.Equal((null, "unmanaged", true), (explained.Source.Workload, explained.Source.ModeWord, explained.Source.IsAllowed));
    }

    [Fact]
    public void A_shared_virtual_address_means_any_of_its_workloads()
    {
        var explained = Explain(
            Web + Linux("db-1", "10.0.2.1", "{ app: db }", "virtualAddresses: [10.0.2.100]") + Linux("db-2", "10.0.2.2", "{ app: standby }", "virtualAddresses: [10.0.2.100]")
                + Policy("p", "{ workload: web-1 }", "{ workload: db-2 }", "5432/tcp"),
            "web-1", "10.0.2.100", "5432/tcp");

        Assert.True(explained.IsAllowed);
        Assert.Equal("db-2", explained.Destination.Workload?.Name);
    }

    [Fact]
    public void A_workload_may_talk_to_itself() => Assert.True(Explain(Hosts + Enforced, "web-1", "10.0.1.1", "22/tcp").IsAllowed);

    [Fact]
    public void Ipv4_and_ipv6_never_mix()
    {
        var explained = Explain(Linux("a", "10.0.0.1") + Linux("b", "\"fd00::1\"") + Policy("p", "{ workload: a }", "{ workload: b }", "any"), "a", "b", "22/tcp");

        Assert.False(explained.IsAllowed);
        Assert.Contains("never mix", explained.Source.Missing);
    }

    [Fact]
    public void A_workload_without_a_known_address_has_no_flow()
    {
        var explained = Explain(
            Web + Document("Workload", "db-1", "{ addressesFrom: { source: agent, within: [10.0.2.0/24] }, enforcement: { linux: { host: db-1 } } }", "{ app: db }") + Segments + WebToDb,
            "web-1", "db-1", "5432/tcp");

        Assert.False(explained.IsAllowed);
        Assert.Contains("no address is known of db-1", explained.Destination.Missing);
    }

    [Fact]
    public void Management_lets_in_without_a_policy()
    {
        var explained = Explain(
            Hosts + Document("Estate", "shop", "{ management: { access: [{ from: [10.9.0.0/24], ports: [22/tcp] }] } }"), "10.9.0.4", "db-1", "22/tcp");

        Assert.True(explained.IsAllowed);
        Assert.Equal((true, 0), (explained.Destination.ByManagement, explained.Destination.Policies.Length));
    }

    [Theory]
    [InlineData("5432/tcp", "expires: 2026-09-30T00:00:00Z", "policy `p` (estate.yaml:29) allowed it until it expired at 2026-09-30T00:00:00Z")]
    [InlineData("5433/tcp", "", "policy `p` (estate.yaml:29) selects both, but on 5433/tcp only")]
    [InlineData("5432/tcp", "when: { compliant: true }", "asks for `compliant: true`, and db-1 is not known to be compliant")]
    [InlineData("5432/tcp", "when: { maxRisk: medium }", "asks for `maxRisk: medium`, and the risk of db-1 is unknown")]
    [InlineData("5432/tcp", "sameLabels: [app]", "asks for the same `app` at both ends: db-1 has `db`, web-1 has `web`")]
    public void The_nearest_policy_and_what_keeps_it_from_counting_are_told(string ports, string more, string expected) => Assert.Contains(
        expected, Explain(Hosts + Policy("p", "{ segment: web }", "{ segment: db }", ports, more), "web-1", "db-1", "5432/tcp").Destination.Missing);

    [Fact]
    public void An_end_that_a_policy_names_by_address_only_is_told_so() => Assert.Contains(
        "an end is opened by name only",
        Explain(Hosts + Policy("p", "{ segment: web }", "{ cidr: 10.0.0.0/16 }", "tcp"), "web-1", "db-1", "5432/tcp").Destination.Missing);

    [Fact]
    public void A_policy_of_another_peer_is_told_by_name() => Assert.Contains(
        "policy `p` (estate.yaml:29) lets db-1 be reached from segment `db`, which web-1 is not in",
        Explain(Hosts + Policy("p", "{ segment: db }", "{ segment: db }", "5432/tcp"), "web-1", "db-1", "5432/tcp").Destination.Missing);

    [Fact]
    public void Quarantine_is_told_at_both_ends()
    {
        var facts = new EstateFacts(new Dictionary<string, WorkloadFacts> { ["web-1"] = WorkloadFacts.Unknown with { Quarantined = true } });

        var explained = Explain(Hosts + WebToDb, "web-1", "db-1", "5432/tcp", facts);

        Assert.Equal("web-1 is in quarantine: no policy selects it", explained.Source.Missing);
        Assert.Contains("its addresses belong to no peer", explained.Destination.Missing);
        Assert.Null(explained.Suggestion);
        Assert.Equal(EffectiveVerdict.Denied, explained.Effective);
    }

    [Fact]
    public void What_a_network_security_group_cannot_express_is_told_and_no_policy_is_suggested()
    {
        var explained = Explain(
            Linux("web-1", "\"fd00:1::1\"") + Azure("vm-1", "\"fd00:3::1\"") + Policy("ping", "{ workload: web-1 }", "{ workload: vm-1 }", "icmp"), "web-1", "vm-1", "icmp");

        Assert.Contains("the network security group `nsg-1` cannot express icmp over IPv6", explained.Destination.Missing);
        Assert.Null(explained.Suggestion);
    }

    [Theory]
    [InlineData("web-1", "db-1", "22/tcp")]
    [InlineData("203.0.113.7", "db-1", "22/tcp")]
    [InlineData("web-1", "2001:db8::7", "icmp")]
    [InlineData("printer", "db-1", "esp")]
    public void The_suggested_policy_allows_the_packet(string from, string to, string port)
    {
        var suggestion = Explain(Hosts, from, to, port).Suggestion?.Text;

        Assert.True(Explain($"{Hosts}---\n{suggestion}", from, to, port).IsAllowed);
    }

    [Fact]
    public void The_suggested_policy_has_a_name_of_its_own()
    {
        var once = $"{Hosts}---\n{Explain(Hosts, "web-1", "db-1", "22/tcp").Suggestion!.Text}";
        var twice = $"{once}---\n{Explain(once, "web-1", "db-1", "23/tcp").Suggestion!.Text}";

        Assert.Contains("name: web-1-to-db-1-23-tcp }", twice);
        Assert.True(Explain(twice, "web-1", "db-1", "23/tcp").IsAllowed);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void Towards_loopback_no_policy_is_suggested(string loopback) =>
        Assert.Null(Explain(Linux("web-1", "10.0.1.1, \"fd00::1\""), "web-1", loopback, "22/tcp").Suggestion);

    [Theory]
    [InlineData("5432/tcp", "5432/tcp")]
    [InlineData("tcp/5432", "5432/tcp")]
    [InlineData("0/udp", "0/udp")]
    [InlineData("36412/sctp", "36412/sctp")]
    [InlineData("icmp", "icmp")]
    [InlineData("proto/58", "icmp")]
    [InlineData("proto/112", "proto/112")]
    [InlineData("esp", "esp")]
    public void One_packets_port_is_read(string text, string written) => Assert.Equal(written, AskedService.Parse(text)?.Written);

    [Theory]
    [InlineData("5432")]
    [InlineData("tcp")]
    [InlineData("any")]
    [InlineData("80-90/tcp")]
    [InlineData("65536/tcp")]
    [InlineData("80/icmp")]
    [InlineData("proto/6")]
    [InlineData("-1/tcp")]
    [InlineData("")]
    public void What_is_not_one_packets_port_is_refused(string text) => Assert.Null(AskedService.Parse(text));

    private static Explanation Explain(string yaml, string from, string to, string port, EstateFacts? facts = null)
    {
        var compilation = Compiled(yaml, facts);
        return Explainer.Of(compilation, Party.Find(compilation, from)!, Party.Find(compilation, to)!, AskedService.Parse(port)!.Value);
    }
}
