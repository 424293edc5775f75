using ZtSegment.Language;

namespace ZtSegment.Flows.Tests.Compile;

/// <summary>Items 3, 8, 10 and 15 of the language's meaning: what time, posture, inventory and quarantine do.</summary>
public sealed class FactsMeaningTests
{
    private static DeclaredEstate Conditional => new DeclaredEstate()
        .Workload("laptop", "10.0.0.1", "tier: client")
        .Workload("db", "10.0.0.2", "tier: db")
        .Policy("workload: laptop", "workload: db", "443/tcp", "when: { compliant: true, maxRisk: medium }")
        .Posture("db", true, Risk.Low);

    [Theory]
    [InlineData(true, Risk.Low, true)]
    [InlineData(true, Risk.Medium, true)]
    [InlineData(true, Risk.High, false)]
    [InlineData(false, Risk.Low, false)]
    [InlineData(null, Risk.Low, false)]
    [InlineData(true, null, false)]
    public void Workload_that_fails_the_condition_is_not_selected_at_either_end(bool? compliant, Risk? risk, bool passes)
    {
        var estate = Conditional.Posture("laptop", compliant, risk);

        Assert.Equal(passes, estate.Leaves("laptop", "10.0.0.2", "443/tcp"));
        Assert.Equal(passes, estate.Enters("db", "10.0.0.1", "443/tcp"));
    }

    [Fact]
    public void Unknown_posture_fails_and_cidr_peers_have_none()
    {
        var estate = Conditional.Policy("cidr: 192.0.2.0/24", "workload: db", "443/tcp", "when: { compliant: true }");

        Assert.False(estate.Enters("db", "10.0.0.1", "443/tcp"));
        Assert.True(estate.Enters("db", "192.0.2.1", "443/tcp"));
    }

    [Theory]
    [InlineData("2026-10-01T00:00:00Z", false)]
    [InlineData("2026-10-01T00:00:01Z", true)]
    [InlineData("2026-09-30T23:59:59Z", false)]
    public void Policy_is_live_while_now_is_before_its_expiry(string expires, bool isLive)
    {
        var estate = new DeclaredEstate().Workload("db", "10.0.0.2").Policy("cidr: 0.0.0.0/0", "workload: db", "443/tcp", $"expires: {expires}");

        Assert.Equal(isLive, estate.Enters("db", "10.0.0.1", "443/tcp"));
    }

    [Fact]
    public void Reported_addresses_count_within_the_declared_prefixes_only()
    {
        var estate = new DeclaredEstate()
            .Workload("vm", "", more: "addressesFrom: { source: agent, within: [10.4.0.0/16] }")
            .Workload("db", "10.0.0.2")
            .Policy("workload: vm", "workload: db", "443/tcp")
            .Reports("vm", "10.4.0.1, 10.5.0.1")
            .Reports("db", "10.4.0.9");

        Assert.True(estate.Enters("db", "10.4.0.1", "443/tcp"));
        Assert.False(estate.Enters("db", "10.5.0.1", "443/tcp"));
        Assert.True(estate.Leaves("vm", "10.0.0.2", "443/tcp"));
        Assert.False(estate.Leaves("vm", "10.4.0.9", "443/tcp"));
    }

    [Fact]
    public void Workload_without_a_known_address_has_no_flow()
    {
        var estate = new DeclaredEstate()
            .Workload("vm", "", more: "addressesFrom: { source: agent, within: [10.4.0.0/16] }")
            .Policy("selector: {}", "cidr: 0.0.0.0/0", "any")
            .Policy("cidr: 0.0.0.0/0", "selector: {}", "any");

        Assert.False(estate.Leaves("vm", "192.0.2.1", "443/tcp"));
        Assert.False(estate.Enters("vm", "192.0.2.1", "443/tcp"));
    }

    [Fact]
    public void Declared_label_wins_over_a_reported_one_of_the_same_key()
    {
        var estate = new DeclaredEstate()
            .Workload("a", "10.0.0.1", "env: prod")
            .Workload("b", "10.0.0.2")
            .Workload("db", "10.0.0.3")
            .Policy("selector: { matchLabels: { env: dev } }", "workload: db", "443/tcp")
            .Reports("a", labels: "env: dev")
            .Reports("b", labels: "env: dev");

        Assert.False(estate.Enters("db", "10.0.0.1", "443/tcp"));
        Assert.True(estate.Enters("db", "10.0.0.2", "443/tcp"));
    }

    [Fact]
    public void Quarantined_workload_is_selected_by_no_policy_and_its_addresses_belong_to_no_peer()
    {
        var estate = new DeclaredEstate()
            .Workload("bad", "10.0.0.1", more: "virtualAddresses: [10.0.0.100, 10.0.0.101]")
            .Workload("standby", "10.0.0.2", more: "virtualAddresses: [10.0.0.100]")
            .Workload("db", "10.0.0.3")
            .Policy("cidr: 10.0.0.0/24", "selector: {}", "any")
            .Policy("selector: {}", "cidr: 10.0.0.0/24", "any")
            .Quarantine("bad");

        Assert.False(estate.Enters("bad", "10.0.0.3", "443/tcp"));
        Assert.False(estate.Leaves("bad", "10.0.0.3", "443/tcp"));
        Assert.False(estate.Enters("db", "10.0.0.1", "443/tcp"));
        Assert.False(estate.Leaves("db", "10.0.0.1", "443/tcp"));
        Assert.False(estate.Enters("db", "10.0.0.101", "443/tcp"));
        Assert.True(estate.Enters("db", "10.0.0.100", "443/tcp"));
    }

    [Fact]
    public void Quarantined_workload_is_enforced_both_ways_whatever_its_rollout_says()
    {
        var estate = new DeclaredEstate()
            .Workload("bad", "10.0.0.1")
            .Document("Rollout", "all", "{ selector: {}, ingress: observe, egress: observe }")
            .Quarantine("bad");

        Assert.Equal(new Modes(Mode.Enforce, Mode.Enforce), estate.ModesOf("bad"));
    }

    [Fact]
    public void The_strictest_rollout_counts_for_each_direction()
    {
        var estate = new DeclaredEstate()
            .Workload("web", "10.0.0.1", "env: prod")
            .Document("Rollout", "a", "{ selector: {}, ingress: enforce, egress: observe }")
            .Document("Rollout", "b", "{ selector: { matchLabels: { env: prod } }, ingress: observe, egress: enforce }");

        Assert.Equal(new Modes(Mode.Enforce, Mode.Enforce), estate.ModesOf("web"));
    }

    [Fact]
    public void Direction_that_no_rollout_speaks_of_has_the_default_mode()
    {
        var estate = new DeclaredEstate()
            .Document("Estate", "test", "{ defaultMode: enforce }")
            .Workload("web", "10.0.0.1")
            .Document("Rollout", "a", "{ selector: {}, ingress: observe }");

        Assert.Equal(new Modes(Mode.Observe, Mode.Enforce), estate.ModesOf("web"));
    }

    [Fact]
    public void Without_estate_and_rollout_workloads_are_observed() =>
        Assert.Equal(new Modes(Mode.Observe, Mode.Observe), new DeclaredEstate().Workload("web", "10.0.0.1").ModesOf("web"));

    [Fact]
    public void Rollouts_look_at_reported_labels_too()
    {
        var estate = new DeclaredEstate()
            .Workload("web", "10.0.0.1")
            .Document("Rollout", "prod", "{ selector: { matchLabels: { env: prod } }, ingress: enforce }")
            .Reports("web", labels: "env: prod");

        Assert.Equal(Mode.Enforce, estate.ModesOf("web").Ingress);
    }

    [Fact]
    public void Facts_without_addresses_are_facts_of_no_addresses()
    {
        var facts = new EstateFacts(new Dictionary<string, WorkloadFacts> { ["web"] = new(null, null, false, default, default) });

        Assert.True(facts["web"].Addresses.IsEmpty);
    }
}
