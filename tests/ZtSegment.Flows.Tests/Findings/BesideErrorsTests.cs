using System.Text;
using ZtSegment.Language;
using static ZtSegment.Flows.Tests.Declared;

namespace ZtSegment.Flows.Tests.Findings;

/// <summary>What is told beside an error: all but what may come of the document that the error refuses.</summary>
public sealed class BesideErrorsTests
{
    private static readonly string Web = Linux("web", "10.0.0.1", "{ app: web }");
    private static readonly string Lonely = Linux("lonely", "10.0.0.9", "{ app: lonely }");
    private static readonly string ToNobody = Policy("to-nobody", "{ workload: web }", $"{{ selector: {App("db")} }}", "5432/tcp");
    private static readonly string Db = Linux("db", "10.0.0.2", "{ app: db }");
    private static readonly string WebToDb = Policy("web-db", "{ workload: web }", "{ workload: db }", "5432/tcp");
    private static readonly string FaultyPolicy = Policy("faulty", "{ workload: web }", "{ workload: web }", "1/tcp", "unheard: of");
    private static readonly string FaultySegment = Segment("faulty", App("web"), "unheard: of");

    [Fact]
    public void A_peer_that_selects_nothing_is_told_beside_a_refused_policy() => Assert.Contains("ZT2101", Codes(Web, ToNobody, FaultyPolicy));

    [Theory]
    [InlineData("web", true)]
    [InlineData("db", false)]
    public void A_refused_workload_counts_by_its_labels(string app, bool isTold) =>
        Assert.Equal(isTold, Codes(Web, ToNobody, Linux("faulty", "10.0.0.2", $"{{ app: {app} }}", "unheard: of")).Contains("ZT2101"));

    [Fact]
    public void A_refused_workload_whose_labels_cannot_be_read_may_be_what_a_peer_selects() =>
        Assert.DoesNotContain("ZT2101", Codes(Web, ToNobody, Linux("faulty", "10.0.0.2", "{ app: -no- }")));

    [Fact]
    public void Text_that_is_no_YAML_may_declare_anything() => Assert.Equal(["ZT1101"], Codes(Web, Lonely, ToNobody, "---\n]\n"));

    [Fact]
    public void Isolated_workloads_are_told_beside_a_refused_segment() => Assert.Contains("ZT2102", Codes(Web, Db, WebToDb, Lonely, FaultySegment));

    [Fact]
    public void A_refused_policy_may_name_a_workload_that_seems_isolated() => Assert.DoesNotContain("ZT2102", Codes(Web, Db, WebToDb, Lonely, FaultyPolicy));

    [Fact]
    public void A_policy_that_names_a_refused_segment_may_name_a_workload_that_seems_isolated() =>
        Assert.DoesNotContain("ZT2102", Codes(Web, Db, WebToDb, Lonely, FaultySegment, Policy("to-faulty", "{ workload: web }", "{ segment: faulty }", "1/tcp")));

    [Fact]
    public void A_policy_that_names_a_refused_segment_is_told_to_have_expired() =>
        Assert.Contains("ZT2201", Codes(Web, FaultySegment, Policy("old", "{ workload: web }", "{ segment: faulty }", "1/tcp", "expires: 2020-01-01T00:00:00Z")));

    [Fact]
    public void A_broken_guardrail_is_told_beside_a_refused_policy() =>
        Assert.Contains("ZT2301", Codes(Web, Db, WebToDb, FaultyPolicy, Document("Guardrail", "g", "{ never: { from: [{ workload: web }], to: [{ workload: db }] } }")));

    [Fact]
    public void What_must_always_pass_may_be_let_through_by_a_refused_policy() =>
        Assert.DoesNotContain("ZT2301", Codes(Web, Db, FaultyPolicy, Document("Guardrail", "g", "{ always: { from: [{ workload: web }], to: [{ workload: db }], ports: [1/tcp] } }")));

    [Fact]
    public void A_second_document_of_a_name_may_be_the_one_that_is_meant() =>
        Assert.DoesNotContain("ZT2101", Codes(
            Web, Segment("db", App("none")), Segment("db", App("web")), Policy("to-db", "{ workload: web }", "{ segment: db }", "5432/tcp")));

    [Fact]
    public void Guardrails_and_limits_of_targets_are_told_beside_an_error_of_membership()
    {
        var limit = FindingRules.NsgOverBudget.At(default, "too much", "less");

        var review = Review([Azure("n", "10.0.0.3"), Policy("p", "{ workload: n }", "{ cidr: 192.0.2.0/24 }", "sctp"),
            Document("Guardrail", "g", "{ limit: { requireOwner: true } }")], _ => [limit]);

        Assert.Equal(["ZT2003", "ZT2010", "ZT2303"], review.Diagnostics.Select(d => d.Code).Order());
    }

    [Fact]
    public void Facts_that_are_refused_may_label_any_workload()
    {
        var wrong = FactsReader.Read([new SourceText("facts.json", "{ \"web\": [] }"u8.ToArray())]).Diagnostics;

        var review = Review([Web, Lonely, ToNobody, Policy("to-nowhere", "{ workload: web }", "{ cidr: 127.0.0.0/8 }", "1/tcp")], found: wrong);

        Assert.Equal(["ZT2101", "ZT1501"], review.Diagnostics.Select(d => d.Code));
        Assert.Contains("127.0.0.0/8", review.Diagnostics[0].Message);
    }

    private static IEnumerable<string> Codes(params IEnumerable<string> documents) => Review(documents).Diagnostics.Select(d => d.Code);

    private static EstateReview Review(
        IEnumerable<string> documents, Func<Compilation, IEnumerable<Diagnostic>>? limits = null, IEnumerable<Diagnostic>? found = null) => EstateReview.Of(
        IntentLoader.Load([new SourceText(FileName, Encoding.UTF8.GetBytes(string.Concat(documents)))]), EstateFacts.None, found ?? [], Now, limits ?? (_ => []));
}
