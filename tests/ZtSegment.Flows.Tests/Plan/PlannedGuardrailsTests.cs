using static ZtSegment.Flows.Tests.Declared;
using static ZtSegment.Flows.Tests.Plan.Planned;

namespace ZtSegment.Flows.Tests.Plan;

public sealed class PlannedGuardrailsTests
{
    private const string DevNeverProd = "{ never: { from: [{ segment: dev }], to: [{ segment: prod }] } }";

    private static readonly string Hosts =
        Linux("dev-1", "10.0.0.1", "{ env: dev, tier: web }") + Linux("dev-2", "10.0.0.2", "{ env: dev, tier: db }")
        + Linux("prod-1", "10.0.0.9", "{ env: prod, tier: db }")
        + Segment("dev", "{ matchLabels: { env: dev } }") + Segment("prod", "{ matchLabels: { env: prod } }");

    [Fact]
    public void Removed_guardrail_is_named_also_where_nothing_breaks() => Assert.Equal(
        "old g Removed: is no longer there",
        Found(Hosts + Guardrail("g", DevNeverProd), Hosts));

    [Fact]
    public void Removed_guardrail_that_the_new_documents_break_is_both() => Assert.Equal(
        "old g Removed: is no longer there\n"
        + "old g Broken: `dev-1` (10.0.0.1) -> `prod-1` (10.0.0.9) on tcp/443 must never pass, but policy `p` (estate.yaml:29) lets it through",
        Found(Hosts + Guardrail("g", DevNeverProd), Hosts + Policy("p", "{ segment: dev }", "{ segment: prod }", "443/tcp")));

    [Fact]
    public void Downgraded_guardrail_is_named() => Assert.Equal(
        "g Downgraded: only warns now, and refuses nothing",
        Found(Hosts + Guardrail("g", DevNeverProd), Hosts + Guardrail("g", DevNeverProd.Replace("} }", "}, severity: warning }"))));

    [Theory]
    [InlineData("from: [{ workload: dev-1 }], to: [{ segment: prod }]", "`from` no longer holds `dev-2`")]
    [InlineData("from: [{ segment: dev }], to: [{ cidr: 10.0.0.8/32 }]", "`to` no longer holds `prod-1`")]
    [InlineData("from: [{ segment: dev }], to: [{ segment: prod }], ports: [tcp]", "`ports` no longer hold any-but")]
    [InlineData("from: [{ segment: dev }], to: [{ segment: prod }], differentLabels: [tier]", "`differentLabels` no longer tells `dev-2` from `prod-1`")]
    public void Never_that_speaks_of_fewer_packets_is_narrowed(string never, string found) => Assert.StartsWith(
        $"g Narrowed: {found}",
        Found(Hosts + Guardrail("g", DevNeverProd), Hosts + Guardrail("g", $"{{ never: {{ {never} }} }}")));

    [Fact]
    public void Guardrail_is_narrowed_by_the_segment_that_it_names() => Assert.Equal(
        "g Narrowed: `from` no longer holds `dev-2`",
        Found(
            Hosts + Guardrail("g", DevNeverProd),
            Hosts.Replace("{ selector: { matchLabels: { env: dev } } }", "{ selector: { matchLabels: { env: dev, tier: web } } }") + Guardrail("g", DevNeverProd)));

    [Theory]
    [InlineData("{ never: { from: [{ selector: { matchLabels: { env: dev } } }], to: [{ segment: prod }, { workload: prod-1 }] } }")]
    [InlineData("{ never: { from: [{ selector: {} }], to: [{ segment: prod }] } }")]
    [InlineData("{ never: { from: [{ segment: dev }, { cidr: 0.0.0.0/0 }], to: [{ cidr: 0.0.0.0/0 }, { cidr: '::/0' }] } }")]
    [InlineData("{ never: { from: [{ selector: { matchExpressions: [{ key: env, operator: NotIn, values: [prod] }] } }], to: [{ segment: prod }] } }")]
    [InlineData("{ never: { from: [{ selector: { matchExpressions: [{ key: env, operator: In, values: [dev, test] }] } }], to: [{ segment: prod }] } }")]
    public void Guardrail_that_speaks_of_as_much_in_other_words_is_no_finding(string same) =>
        Assert.Equal("", Found(Hosts + Guardrail("g", DevNeverProd), Hosts + Guardrail("g", same)));

    [Theory]
    [InlineData("from: [{ segment: dev }], to: [{ workload: prod-1 }]", "`to` no longer holds whoever joins selector `env=prod` later")]
    [InlineData("from: [{ segment: dev }], to: [{ cidr: 10.0.0.9/32 }]", "`to` no longer holds whoever joins selector `env=prod` later")]
    [InlineData("from: [{ segment: dev }], to: [{ selector: { matchLabels: { env: prod, tier: db } } }]", "`to` no longer holds whoever joins selector `env=prod` later")]
    public void Never_that_keeps_todays_workloads_only_is_narrowed(string never, string found) => Assert.Equal(
        $"g Narrowed: {found}",
        Found(Hosts + Guardrail("g", DevNeverProd), Hosts + Guardrail("g", $"{{ never: {{ {never} }} }}")));

    [Fact]
    public void Peer_that_holds_nothing_yet_is_missed_beside_one_that_holds_something() => Assert.Equal(
        "g Narrowed: `from` no longer holds whoever joins selector `env=test` later",
        Found(
            Hosts + Guardrail("g", DevNeverProd.Replace("{ segment: dev }", "{ segment: dev }, { selector: { matchLabels: { env: test } } }")),
            Hosts + Guardrail("g", DevNeverProd)));

    [Fact]
    public void Exception_and_admission_that_take_in_whoever_comes_are_named()
    {
        var only = Hosts + Guardrail("g", "{ only: { from: [{ workload: dev-1 }], to: [{ segment: prod }], ports: [any] } }");
        var excepting = Hosts + Guardrail("g", Excepting("{ workload: dev-1 }", "2026-12-01T00:00:00Z"));
        const string Open = "{ selector: { matchLabels: { env: dev, tier: web } } }";

        Assert.Equal("g Narrowed: `from` lets in whoever joins selector `env=dev,tier=web` later too", Found(only, only.Replace("{ workload: dev-1 }", Open)));
        Assert.StartsWith("g Excepted: an exception leaves out", Found(excepting, excepting.Replace("{ workload: dev-1 }", Open)));
    }

    [Fact]
    public void While_it_covers_nothing_a_guardrail_is_compared_as_it_is_written() => Assert.Equal(
        "g Narrowed: `from` no longer holds selector `env=test`",
        Found(
            Hosts + Guardrail("g", "{ never: { from: [{ selector: { matchLabels: { env: test } } }], to: [{ segment: prod }] } }"),
            Hosts + Guardrail("g", "{ never: { from: [{ selector: { matchLabels: { env: qa } } }], to: [{ segment: prod }] } }")));

    [Fact]
    public void Only_that_admits_more_is_narrowed_and_one_that_admits_fewer_is_not()
    {
        var narrow = Hosts + Guardrail("g", "{ only: { from: [{ workload: dev-1 }], to: [{ segment: prod }], ports: [443/tcp] } }");
        var wide = Hosts + Guardrail("g", "{ only: { from: [{ segment: dev }], to: [{ segment: prod }], ports: [443/tcp] } }");

        Assert.Equal("g Narrowed: `from` lets in `dev-2` too", Found(narrow, wide));
        Assert.Equal("", Found(wide, narrow));
    }

    [Theory]
    [InlineData("{ requireLabels: { selector: {}, keys: [env, tier] } }", "{ requireLabels: { selector: {}, keys: [env] } }", "`keys` no longer hold `tier`")]
    [InlineData("{ requireLabels: { selector: {}, keys: [env] } }", "{ requireLabels: { selector: { matchLabels: { env: dev } }, keys: [env] } }", "`selector` no longer selects `prod-1`")]
    [InlineData("{ requireLabels: { selector: {}, keys: [env] } }", "{ requireLabels: { selector: { matchExpressions: [{ key: env, operator: Exists }] }, keys: [env] } }", "`selector` is `env` in place of `{}`")]
    [InlineData("{ limit: { maxPorts: 10 } }", "{ limit: { maxPorts: 100 } }", "`maxPorts` is 100 in place of 10")]
    [InlineData("{ limit: { maxPorts: 10, requireOwner: true } }", "{ limit: { maxCidrAddresses: 5 } }", "`maxPorts` 10 is gone, `requireOwner` is gone")]
    [InlineData("{ limit: { maxPorts: 10 } }", "{ requireLabels: { selector: {}, keys: [env] } }", "is another kind of rule now: `requireLabels` in place of `limit`")]
    public void Demands_that_ask_for_less_are_narrowed(string old, string @new, string found) =>
        Assert.Contains($"g Narrowed: {found}", Found(Hosts + Guardrail("g", old), Hosts + Guardrail("g", @new)));

    [Fact]
    public void Stricter_guardrails_are_no_finding()
    {
        var old = Hosts + Guardrail("g", "{ limit: { maxPorts: 100 }, severity: warning }");
        var @new = Hosts + Guardrail("g", "{ limit: { maxPorts: 10, requireOwner: true } }") + Guardrail("another", DevNeverProd);

        Assert.Equal("", Found(old, @new));
    }

    [Fact]
    public void New_wider_and_longer_lived_exceptions_are_named()
    {
        var none = Hosts + Guardrail("g", DevNeverProd);
        var one = Hosts + Guardrail("g", Excepting("{ workload: dev-1 }", "2026-12-01T00:00:00Z"));

        Assert.Equal(
            "g Excepted: an exception leaves out workload `dev-1` -> segment `prod` until 2026-12-01T00:00:00Z: a move",
            Found(none, one));
        Assert.Equal("", Found(one, one));
        Assert.Equal("", Found(one, Hosts + Guardrail("g", Excepting("{ workload: dev-1 }", "2026-11-01T00:00:00Z"))));
        Assert.Equal("", Found(none, Hosts + Guardrail("g", Excepting("{ workload: dev-1 }", "2026-01-01T00:00:00Z"))));
        Assert.Equal(
            "g Excepted: an exception lives longer, until 2027-12-01T00:00:00Z: a move",
            Found(one, Hosts + Guardrail("g", Excepting("{ workload: dev-1 }", "2027-12-01T00:00:00Z"))));
        Assert.Equal(
            "g Excepted: an exception leaves out segment `dev` -> segment `prod` until 2026-12-01T00:00:00Z: a move",
            Found(one, Hosts + Guardrail("g", Excepting("{ segment: dev }", "2026-12-01T00:00:00Z"))));
    }

    [Fact]
    public void Broken_guardrail_of_both_is_told_once_and_refuses()
    {
        var policy = Policy("p", "{ segment: dev }", "{ segment: prod }", "443/tcp");

        var plan = Between(Hosts + Guardrail("g", DevNeverProd), Hosts + Guardrail("g", DevNeverProd) + policy);

        Assert.Single(plan.Guardrails);
        Assert.True(plan.BreaksGuardrail);
    }

    private static string Excepting(string from, string expires) => DevNeverProd.Replace(
        "} }", $"}}, except: [{{ from: [{from}], to: [{{ segment: prod }}], reason: a move, owner: sec, expires: {expires} }}] }}");
}
