using System.Collections.Immutable;
using System.Text;
using ZtSegment.Flows.Guardrails;
using ZtSegment.Language;
using static ZtSegment.Flows.Tests.Declared;

namespace ZtSegment.Flows.Tests.Guardrails;

public sealed class GuardrailCheckTests
{
    private const string Dev = "{ selector: { matchLabels: { env: dev } } }";
    private const string Prod = "{ selector: { matchLabels: { env: prod } } }";

    private static readonly string Machines =
        Linux("dev-1", "10.0.1.1", "{ env: dev }") + Linux("prod-1", "10.0.2.1", "{ env: prod }") + Unmanaged("dev-2", "10.0.1.2", "{ env: dev }")
        + Azure("prod-2", "10.0.2.2", "{ env: prod }");

    private static readonly string DevNeverProd = Never(Dev, Prod);

    [Fact]
    public void Policy_between_the_two_breaks_never()
    {
        var violation = Assert.Single(Judge(Machines + DevNeverProd + Policy("p", "{ workload: dev-1 }", Prod, "5432/tcp")));

        Assert.Equal("`dev-1` (10.0.1.1) -> `prod-1` (10.0.2.1) on tcp/5432", $"{violation.Packet}");
        Assert.Equal(["p"], violation.Policies.Select(p => p.Name));
        Assert.True(violation.Refuses);
    }

    [Fact]
    public void Two_policies_that_meet_by_address_break_never()
    {
        var violation = Assert.Single(Judge(Machines + DevNeverProd
            + Policy("out", "{ workload: dev-1 }", "{ cidr: 10.0.0.0/16 }", "any") + Policy("in", "{ cidr: 10.0.0.0/16 }", "{ workload: prod-1 }", "22/tcp")));

        Assert.Equal("`dev-1` (10.0.1.1) -> `prod-1` (10.0.2.1) on tcp/22", $"{violation.Packet}");
        Assert.Equal(["in", "out"], violation.Policies.Select(p => p.Name));
    }

    [Fact]
    public void One_open_end_of_two_breaks_nothing() =>
        Assert.Empty(Judge(Machines + DevNeverProd + Policy("out", "{ workload: dev-1 }", "{ cidr: 10.0.0.0/16 }", "any")));

    [Fact]
    public void An_unmanaged_source_needs_the_other_end_only()
    {
        var violation = Assert.Single(Judge(Machines + DevNeverProd + Policy("in", "{ cidr: 10.0.1.0/24 }", "{ workload: prod-1 }", "22/tcp")));

        Assert.Equal("`dev-2` (10.0.1.2) -> `prod-1` (10.0.2.1) on tcp/22", $"{violation.Packet}");
    }

    [Fact]
    public void Conditions_are_taken_as_met() =>
        Assert.Single(Judge(Machines + DevNeverProd + Policy("p", Dev, Prod, "5432/tcp", "when: { compliant: true, maxRisk: low }")));

    [Fact]
    public void Expired_policies_are_gone() =>
        Assert.Empty(Judge(Machines + DevNeverProd + Policy("p", Dev, Prod, "5432/tcp", "expires: 2026-09-30T00:00:00Z")));

    [Fact]
    public void Management_counts() => Assert.Single(Judge(
        Machines + Never("{ cidr: 10.9.0.0/24 }", Prod)
        + Document("Estate", "e", "{ management: { access: [{ from: [10.9.0.0/16], ports: [22/tcp] }] } }")));

    [Fact]
    public void A_service_tag_may_hold_any_address() => Assert.Single(Judge(
        Machines + Never("{ cidr: 10.9.0.0/24 }", Prod) + Document("AddressGroup", "storage", "{ serviceTag: Storage }")
        + Policy("p", "{ addressGroup: storage }", "{ workload: prod-2 }", "443/tcp")));

    [Fact]
    public void Only_admits_the_very_service_tag_that_it_names() => Assert.Empty(Judge(
        Machines + Guardrail("g", $"only: {{ from: [{{ addressGroup: storage }}], to: [{Prod}], ports: [443/tcp] }}")
        + Document("AddressGroup", "storage", "{ serviceTag: Storage }")
        + Policy("p", "{ addressGroup: storage }", "{ workload: prod-2 }", "443/tcp")));

    [Fact]
    public void Only_is_broken_by_addresses_that_no_workload_has()
    {
        var violation = Assert.Single(Judge(
            Machines + Guardrail("g", $"only: {{ from: [{Dev}], to: [{Prod}], ports: [443/tcp] }}")
            + Policy("p", "{ cidr: 10.0.1.0/24 }", "{ workload: prod-1 }", "443/tcp")));

        Assert.Equal("10.0.1.3 -> `prod-1` (10.0.2.1) on tcp/443", $"{violation.Packet}");
    }

    [Fact]
    public void An_exception_leaves_out_its_packets_only()
    {
        const string Except = "except: [{ from: [{ workload: dev-1 }], to: [{ workload: prod-1 }], ports: [22/tcp], expires: 2027-01-01T00:00:00Z }]";

        Assert.Empty(Judge(Machines + Never(Dev, Prod, Except)
            + Policy("p", "{ workload: dev-1 }", "{ workload: prod-1 }", "22/tcp")));
        Assert.Equal("`dev-1` (10.0.1.1) -> `prod-1` (10.0.2.1) on tcp/23", $"{Assert.Single(Judge(
            Machines + Never(Dev, Prod, Except) + Policy("p", "{ workload: dev-1 }", "{ workload: prod-1 }", "22-23/tcp"))).Packet}");
    }

    [Fact]
    public void An_expired_exception_is_none() => Assert.Single(Judge(
        Machines + Never(Dev, Prod, "except: [{ from: [{ workload: dev-1 }], to: [{ workload: prod-1 }], expires: 2026-09-30T00:00:00Z }]")
        + Policy("p", "{ workload: dev-1 }", "{ workload: prod-1 }", "22/tcp")));

    [Fact]
    public void Workloads_that_both_lack_the_label_differ() => Assert.Single(Judge(
        Linux("a", "10.0.1.1") + Linux("b", "10.0.1.2") + Never("{ selector: {} }", "{ selector: {} }", ruleMore: "differentLabels: [env]")
        + Policy("p", "{ workload: a }", "{ workload: b }", "22/tcp")));

    [Fact]
    public void Always_wants_each_family_without_condition()
    {
        var machines = Linux("a", "10.0.1.1, fd00::1") + Linux("b", "10.0.1.2, fd00::2")
            + Guardrail("g", "always: { from: [{ workload: a }], to: [{ workload: b }], ports: [22/tcp] }");

        Assert.Empty(Judge(machines + Policy("p", "{ workload: a }", "{ workload: b }", "22/tcp")));
        Assert.Single(Judge(machines + Policy("p", "{ workload: a }", "{ workload: b }", "22/tcp", "when: { compliant: true }")));
        Assert.Single(Judge(machines + Policy("p", "{ workload: a }", "{ workload: b }", "22/tcp", "expires: 2030-01-01T00:00:00Z")));
        Assert.Equal("`a` (fd00::1) -> `b` (fd00::2) on tcp/22", $"{Assert.Single(Judge(machines
            + Policy("out", "{ workload: a }", "{ workload: b }", "22/tcp") .Replace("to: [{ workload: b }]", "to: [{ cidr: 10.0.1.0/24 }]")
            + Policy("in", "{ cidr: 10.0.1.0/24 }", "{ workload: b }", "22/tcp"))).Packet}");
    }

    [Fact]
    public void A_guardrail_of_another_revision_judges_what_is_there()
    {
        var old = IntentOf(Machines + Linux("gone", "10.0.9.9") + Segment("developers", "{ matchLabels: { env: dev } }")
            + Never("{ segment: developers }, { workload: gone }", Prod));

        var violation = Assert.Single(GuardrailCheck.Of(Compiled(Machines + Policy("p", Dev, Prod, "22/tcp")), old));

        Assert.Equal("`dev-1` (10.0.1.1) -> `prod-1` (10.0.2.1) on tcp/22", $"{violation.Packet}");
    }

    [Fact]
    public void Labels_that_are_missing_are_told_per_file() => Assert.Equal(
        "`prod-1` and `prod-2` lack the label `owner`",
        Assert.Single(Judge(Machines + Guardrail("g", "requireLabels: { selector: { matchLabels: { env: prod } }, keys: [env, owner] }"))).Found);

    [Fact]
    public void Limits_count_without_overflow() => Assert.Equal(
        "policy `p` has 340,282,366,920,938,463,463,374,607,431,768,211,456 addresses in CIDR `::/0`, where 256 are allowed, and has no `owner`",
        Assert.Single(Judge(Machines + Guardrail("g", "limit: { maxCidrAddresses: 256, requireOwner: true }")
            + Policy("p", "{ workload: dev-1 }", "{ cidr: '::/0' }", "22/tcp"))).Found);

    [Fact]
    public void Limit_is_told_once_of_a_peer_that_is_named_twice() => Assert.Equal(
        "policy `p` has 512 addresses in CIDR `10.8.0.0/23`, where 64 are allowed",
        Assert.Single(Judge(Machines + Guardrail("g", "limit: { maxCidrAddresses: 64 }")
            + Policy("p", "{ cidr: 10.8.0.0/23 }, { cidr: 10.8.0.0/23 }", "{ workload: dev-1 }", "22/tcp"))).Found);

    private static ImmutableArray<GuardrailViolation> Judge(string yaml)
    {
        var compilation = Compiled(yaml);
        return GuardrailCheck.Of(compilation, compilation.Intent);
    }

    private static Intent IntentOf(string yaml) => IntentLoader.Load([new SourceText(FileName, Encoding.UTF8.GetBytes(yaml))]).Intent!;

    private static string Never(string from, string to, string more = "", string ruleMore = "") =>
        Guardrail("g", $"never: {{ from: [{from}], to: [{to}]{(ruleMore.Length == 0 ? "" : $", {ruleMore}")} }}{(more.Length == 0 ? "" : $", {more}")}");

    private static string Guardrail(string name, string spec) => Document("Guardrail", name, $"{{ {spec} }}");
}
