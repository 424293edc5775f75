using ZtSegment.Flows.Guardrails;
using ZtSegment.Language;
using static ZtSegment.Flows.Tests.Declared;

namespace ZtSegment.Flows.Tests.Guardrails;

public sealed class GuardrailFindingsTests
{
    private static readonly string Machines =
        Linux("a", "10.0.1.1", "{ env: dev }") + Unmanaged("b", "10.0.1.2", "{ env: dev }") + Unmanaged("c", "10.0.2.1", "{ env: prod }");

    [Fact]
    public void Pairs_without_a_managed_end_are_not_enforceable()
    {
        var found = Assert.Single(Find(Machines + Guardrail("never: { from: [{ selector: { matchLabels: { env: dev } } }], to: [{ workload: c }] }")));

        Assert.Equal(("ZT2305", Severity.Warning), (found.Code, found.Severity));
        Assert.Equal("nothing enforces guardrail `g` on flows from `b` to `c`: neither end has an enforcement point", found.Message);
    }

    [Fact]
    public void An_only_towards_an_unmanaged_workload_cannot_be_enforced_against_other_addresses() => Assert.Equal(
        "nothing enforces guardrail `g` on flows from `b` and addresses that no workload has to `c`: neither end has an enforcement point",
        Assert.Single(Find(Machines + Guardrail("only: { from: [{ workload: a }], to: [{ workload: c }], ports: [22/tcp] }"))).Message);

    [Fact]
    public void A_pair_that_is_excepted_needs_no_end() => Assert.Empty(Find(Machines + Guardrail(
        "never: { from: [{ selector: { matchLabels: { env: dev } } }], to: [{ workload: c }] }, except: [{ from: [{ workload: b }], to: [{ workload: c }] }]")));

    [Fact]
    public void A_port_name_that_a_destination_lacks_is_told() => Assert.Equal(
        "guardrail `g` speaks of port `metrics`, which `a` does not have: it says nothing there",
        Assert.Single(Find(Machines + Guardrail("always: { from: [{ workload: b }], to: [{ workload: a }], ports: [metrics] }"))).Message);

    [Theory]
    [InlineData("2026-09-30T00:00:00Z", "ZT2306", Severity.Warning)]
    [InlineData("2026-10-10T00:00:00Z", "ZT2307", Severity.Note)]
    public void Exceptions_that_end_are_told(string expires, string code, Severity severity)
    {
        var found = Assert.Single(Find(Linux("a", "10.0.1.1") + Linux("b", "10.0.1.2")
            + Guardrail($"never: {{ from: [{{ workload: a }}], to: [{{ workload: b }}] }}, except: [{{ from: [{{ workload: a }}], to: [{{ workload: b }}], expires: {expires} }}]")));

        Assert.Equal((code, severity), (found.Code, found.Severity));
    }

    [Fact]
    public void Selectors_of_rollouts_and_of_required_labels_that_select_nothing_are_told() => Assert.Equal(
        ["ZT2101", "ZT2101"],
        Flows.Findings.Of(Compiled(Machines
            + Guardrail("requireLabels: { selector: { matchLabels: { env: none } }, keys: [app] }")
            + Document("Rollout", "r", "{ selector: { matchLabels: { env: none } }, ingress: enforce }"))).Select(d => d.Code).Where(c => c == "ZT2101"));

    private static IEnumerable<Diagnostic> Find(string yaml) => GuardrailReview.Of(Compiled(yaml)).Diagnostics.Where(d => d.Code != "ZT2301");

    private static string Guardrail(string spec) => Document("Guardrail", "g", $"{{ {spec} }}");
}
