using ZtSegment.Flows.Guardrails;
using ZtSegment.Language;
using static ZtSegment.Flows.Tests.Declared;

namespace ZtSegment.Flows.Tests.Guardrails;

public sealed class GuardrailCutsTests
{
    private static readonly string Estate =
        Linux("a", "10.0.1.1", "{ app: web }") + Linux("b", "10.0.1.2", "{ app: web }") + Linux("db", "10.0.2.1", "{ env: prod }")
        + Policy("to-db", "{ selector: { matchLabels: { app: web } } }", "{ workload: db }", "5432/tcp, 22/tcp")
        + Document("Guardrail", "g", "{ never: { from: [{ selector: { matchLabels: { env: dev } } }], to: [{ workload: db }], ports: [22/tcp] } }");

    private static readonly EstateFacts AIsDev = new(new Dictionary<string, WorkloadFacts>
    {
        ["a"] = WorkloadFacts.Unknown with { Labels = new LabelSet([KeyValuePair.Create("env", "dev")]) },
    });

    [Fact]
    public void Only_the_workload_that_facts_speak_of_loses_only_the_port()
    {
        var cut = GuardrailCuts.Apply(Compiled(Estate, AIsDev));

        Assert.Equal("5432/tcp", Egress(cut, "a"));
        Assert.Equal("22/tcp 5432/tcp", Egress(cut, "b"));
        Assert.Equal(["10.0.1.1 5432/tcp", "10.0.1.2 22/tcp 5432/tcp"], Ingress(cut, "db"));
    }

    [Fact]
    public void Without_reports_nothing_is_cut()
    {
        var compiled = Compiled(Estate);

        Assert.Same(compiled, GuardrailCuts.Apply(compiled));
    }

    [Fact]
    public void What_facts_break_is_an_error_that_refuses_nothing()
    {
        var review = GuardrailReview.Of(Compiled(Estate, AIsDev));

        Assert.False(review.Refuses);
        Assert.Equal(("ZT2304", Severity.Error), (Assert.Single(review.Diagnostics).Code, review.Diagnostics[0].Severity));
    }

    [Fact]
    public void What_documents_break_is_refused_and_shown_whole()
    {
        var review = GuardrailReview.Of(Compiled(Estate.Replace("{ app: web }", "{ app: web, env: dev }", StringComparison.Ordinal), AIsDev));

        Assert.True(review.Refuses);
        Assert.Empty(review.Compilation.Cuts);
        Assert.Equal(("ZT2301", 1), (Assert.Single(review.Diagnostics).Code, review.Broken.Length));
    }

    private static string Egress(Compilation compilation, string workload) => $"{Assert.Single(compilation.ClassOfWorkload(workload).Program.Egress).Ports}";

    private static IEnumerable<string> Ingress(Compilation compilation, string workload) =>
        from rule in compilation.ClassOfWorkload(workload).Program.Ingress
        from host in rule.Remote.Hosts
        group rule.Ports by host into ports
        orderby ports.Key
        select $"{ports.Key} {ports.Aggregate((all, more) => all.Union(more))}";
}
