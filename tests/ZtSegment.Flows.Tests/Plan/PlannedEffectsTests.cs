using ZtSegment.Flows.Plan;
using static ZtSegment.Flows.Tests.Declared;
using static ZtSegment.Flows.Tests.Plan.Planned;

namespace ZtSegment.Flows.Tests.Plan;

/// <summary>What a plan tells beside flows and guardrails.</summary>
public sealed class PlannedEffectsTests
{
    private static readonly string Hosts = Linux("web", "10.0.0.1", "{ app: web }") + Linux("db", "10.0.0.9", "{ app: db }");
    private static readonly string WebToDb = Policy("p", "{ workload: web }", "{ workload: db }", "443/tcp");

    [Fact]
    public void Workloads_turn_enforced_observed_unmanaged_and_isolated_or_not()
    {
        var old = Hosts + WebToDb;
        var enforced = old + Document("Rollout", "r", "{ selector: { matchLabels: { app: web } }, ingress: enforce }");
        var unmanaged = Linux("web", "10.0.0.1", "{ app: web }") + Unmanaged("db", "10.0.0.9", "{ app: db }") + WebToDb;

        Assert.Equal<ModeChange>([new ModeChange("web", ModeChangeKind.Enforced, Direction.Ingress)], Between(old, enforced).Modes);
        Assert.Equal<ModeChange>([new ModeChange("web", ModeChangeKind.Observed, Direction.Ingress)], Between(enforced, old).Modes);
        Assert.Equal<ModeChange>([new ModeChange("db", ModeChangeKind.Unmanaged, null)], Between(old, unmanaged).Modes);
        Assert.Equal<ModeChange>(
            [new ModeChange("db", ModeChangeKind.Isolated, null), new ModeChange("web", ModeChangeKind.Isolated, null)],
            Between(old, Hosts).Modes);
        Assert.Equal<ModeChange>(
            [new ModeChange("db", ModeChangeKind.NoLongerIsolated, null), new ModeChange("web", ModeChangeKind.NoLongerIsolated, null)],
            Between(Hosts, old).Modes);
    }

    [Fact]
    public void Edges_with_an_empty_end_are_dormant_when_they_are_new()
    {
        var policy = Policy("p", "{ segment: guests }", "{ workload: db }", "443/tcp, https");
        var guests = Segment("guests", "{ matchLabels: { app: guest } }");

        var plan = Between(Hosts, Hosts + guests + policy);

        Assert.False(plan.HasFlowChanges);
        Assert.Equal(["guests -> db 443/tcp https"], plan.Dormant.Select(e => $"{e.Source} -> {e.Destination} {string.Join(' ', e.Services)}"));
        Assert.Empty(Between(Hosts + guests + policy, Hosts + guests + policy).Dormant);
        Assert.Empty(Between(Hosts + guests + policy, Hosts + policy.Replace("segment: guests", "selector: { matchLabels: { app: guest } }")).Dormant);
        Assert.Equal<string>(["80/tcp"], Between(Hosts + guests + policy, Hosts + guests + policy.Replace("443/tcp", "80/tcp, 443/tcp")).Dormant.Single().Services);
    }

    [Fact]
    public void Points_are_named_whose_ruleset_is_another_in_meaning()
    {
        var third = Linux("mail", "10.0.0.25", "{ app: mail }");

        Assert.Equal("Update db, Update web", Points(Hosts + third, Hosts + third + WebToDb));
        Assert.Equal("Add mail", Points(Hosts + WebToDb, Hosts + third + WebToDb));
        Assert.Equal("Remove mail", Points(Hosts + third + WebToDb, Hosts + WebToDb));
    }

    [Fact]
    public void Ruleset_changes_with_a_mode_a_deadline_or_an_own_address_but_not_with_a_name_of_a_policy()
    {
        var old = Hosts + WebToDb;

        Assert.Equal("", Points(old, old.Replace("name: p,", "name: q,")));
        Assert.Equal("Update db, Update web", Points(old, Hosts + Policy("p", "{ workload: web }", "{ workload: db }", "443/tcp", "expires: 2027-01-01T00:00:00Z")));
        Assert.Equal("Update db, Update web", Points(old, old + Document("Rollout", "r", "{ selector: {}, egress: enforce }")));
        Assert.Equal("Update db, Update web", Points(old, old.Replace("10.0.0.1]", "10.0.0.2]")));
        Assert.Equal("Update db, Update web", Points(old, old + Document("Estate", "e", "{ management: { access: [{ from: [10.9.0.0/24], ports: [22/tcp] }] } }")));
    }

    [Fact]
    public void Security_group_changes_with_what_its_members_may_do()
    {
        var vms = Azure("vm-1", "10.0.1.1") + Azure("vm-2", "10.0.1.2") + Azure("vm-3", "10.0.1.3", nsg: "nsg-2");

        Assert.Equal("Update nsg-1", Points(vms, vms + Policy("p", "{ cidr: 192.0.2.0/24 }", "{ workload: vm-2 }", "443/tcp")));
        Assert.Equal("Update nsg-1, Remove nsg-2", Points(vms, vms.Replace("nsg-2", "nsg-1")));
    }

    [Fact]
    public void Management_is_compared_by_what_it_lets_through()
    {
        var old = Hosts + Access("10.9.0.0/24", "22/tcp");

        Assert.Empty(Between(old, Hosts + Access("10.9.0.0/25, 10.9.0.128/25", "22/tcp")).Management);
        Assert.False(Between(old, Hosts + Access("10.9.0.0/24", "22/tcp, 23/tcp")).RemovesManagement);
        Assert.True(Between(old, Hosts + Access("10.9.0.0/25", "22/tcp")).RemovesManagement);
        Assert.True(Between(old, Hosts).RemovesManagement);
    }

    [Fact]
    public void Hash_is_the_same_for_the_same_meaning_and_another_for_another()
    {
        var hash = Between(Hosts, Hosts + WebToDb).Hash;

        Assert.Equal(hash, Between(Hosts, WebToDb + Hosts).Hash);
        Assert.Equal(hash, Between(Hosts, Hosts + WebToDb.Replace("ports:", "description: for people, ports:")).Hash);
        Assert.NotEqual(hash, Between(Hosts + WebToDb, Hosts).Hash);
        Assert.NotEqual(hash, Between(Hosts, Hosts + WebToDb.Replace("443", "444")).Hash);
        Assert.NotEqual(hash, Between(Hosts, (Hosts + WebToDb).Replace("10.0.0.9]", "10.0.0.8]")).Hash);
        Assert.NotEqual(hash, Between(Hosts, Hosts + WebToDb + Guardrail("g", "{ limit: { maxPorts: 1 } }")).Hash);
        Assert.StartsWith("sha256:", hash);
    }

    private static string Access(string from, string ports) => Document("Estate", "e", $"{{ management: {{ access: [{{ from: [{from}], ports: [{ports}] }}] }} }}");

    private static string Points(string old, string @new) =>
        string.Join(", ", Between(old, @new).EnforcementPoints.Select(p => $"{p.Kind} {p.Name.Split('/')[^1]}"));
}
