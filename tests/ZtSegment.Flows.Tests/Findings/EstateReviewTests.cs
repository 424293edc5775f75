using System.Text;
using ZtSegment.Language;
using static ZtSegment.Flows.Tests.Declared;

namespace ZtSegment.Flows.Tests.Findings;

/// <summary>One judgement of documents and facts, wherever they come in.</summary>
public sealed class EstateReviewTests
{
    private static readonly string Shop =
        Linux("web", "10.0.0.1", "{ env: dev }") + Linux("db", "10.0.0.2", "{ env: prod }") + Policy("web-db", "{ workload: web }", "{ workload: db }", "5432/tcp");

    private const string DevNeverProd =
        "{ never: { from: [{ selector: { matchLabels: { env: dev } } }], to: [{ selector: { matchLabels: { env: prod } } }] } }";

    [Fact]
    public void Valid_documents_are_compiled_with_the_ids_that_were_allotted()
    {
        var review = Review(Shop, ids: new PolicyIds(new Dictionary<string, uint> { ["web-db"] = 4711 }));

        Assert.Equal(4711u, review.Compilation!.Ids["web-db"]);
        Assert.False(review.BreaksGuardrail);
    }

    [Fact]
    public void Documents_that_break_a_guardrail_are_compiled_and_said_to_break_it()
    {
        var review = Review(Shop + Document("Guardrail", "dev-never-prod", DevNeverProd));

        Assert.NotNull(review.Compilation);
        Assert.True(review.BreaksGuardrail);
        Assert.Contains(review.Diagnostics, d => d.Code == "ZT2301");
    }

    [Fact]
    public void What_a_target_cannot_render_refuses_the_documents()
    {
        var limit = FindingRules.NsgOverBudget.At(default, "too much", "less");

        var review = Review(Shop, limits: _ => [limit]);

        Assert.Null(review.Compilation);
        Assert.Contains(limit, review.Diagnostics);
    }

    [Fact]
    public void An_error_that_was_found_before_refuses_the_documents()
    {
        var unread = new Diagnostic("ZT0002", Severity.Error, new SourcePosition("other.yaml", 1, 1), "cannot be read", "make it readable");

        var review = Review(Shop, found: unread);

        Assert.Null(review.Compilation);
        Assert.Contains(unread, review.Diagnostics);
    }

    private static EstateReview Review(
        string yaml, Func<Compilation, IEnumerable<Diagnostic>>? limits = null, PolicyIds? ids = null, params IEnumerable<Diagnostic> found) => EstateReview.Of(
        IntentLoader.Load([new SourceText(FileName, Encoding.UTF8.GetBytes(yaml))]), EstateFacts.None, found, Now, limits ?? (_ => []), ids);
}
