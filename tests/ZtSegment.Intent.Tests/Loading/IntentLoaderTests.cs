using System.Text;

namespace ZtSegment.Language.Tests.Loading;

public sealed class IntentLoaderTests
{
    private const string Segment = "apiVersion: ztsegment/v1\nkind: Segment\nmetadata: { name: web }\nspec: { selector: {} }\n";

    [Fact]
    public void Nothing_is_an_empty_intent() => Assert.Empty(Load().Intent!.Workloads);

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    [InlineData("# only a comment")]
    [InlineData("---\n---\n~\n...\n")]
    [InlineData("\r\n\r\n")]
    public void A_file_without_documents_is_fine(string text) => Assert.NotNull(Load(("empty.yaml", text)).Intent);

    [Fact]
    public void Byte_order_mark_and_Windows_line_ends_are_fine()
    {
        var result = Load(("windows.yaml", "\uFEFF" + Segment.ReplaceLineEndings("\r\n")));

        Assert.Empty(result.Diagnostics);
        Assert.Equal(new SourcePosition("windows.yaml", 3, 19), Assert.Single(result.Intent!.Segments).Position);
    }

    [Fact]
    public void Duplicates_are_placed_at_the_later_file_whatever_the_order()
    {
        var result = Load(("b.yaml", Segment), ("a.yaml", Segment));

        var duplicate = Assert.Single(result.Diagnostics);
        Assert.Equal(new SourcePosition("b.yaml", 3, 19), duplicate.Position);
        Assert.Contains("a.yaml:3", duplicate.Message);
        Assert.Null(result.Intent);
    }

    [Fact]
    public void A_workload_declared_twice_is_one_error()
    {
        const string Workload =
            "apiVersion: ztsegment/v1\nkind: Workload\nmetadata: { name: web-1 }\nspec: { addresses: [10.0.0.1, 10.0.0.2], enforcement: { linux: { host: web-1 } } }\n";

        var result = Load(("b.yaml", Workload), ("a.yaml", Workload));

        Assert.Equal("there is a Workload `web-1` already, at a.yaml:3", Assert.Single(result.Diagnostics).Message);
    }

    [Fact]
    public void Order_of_files_does_not_matter()
    {
        var files = MarkedFile.Names.Select(n => MarkedFile.Read(n).Source).ToArray();

        Assert.Equal(IntentLoader.Load(files).Diagnostics.AsEnumerable(), IntentLoader.Load([.. files.Reverse()]).Diagnostics);
    }

    [Fact]
    public void A_large_file_has_the_same_positions_as_a_small_one()
    {
        var filler = string.Concat(Enumerable.Range(0, 60_000).Select(n => $"---\r\napiVersion: ztsegment/v1\nkind: PortGroup\nmetadata: {{ name: g{n} }}\nspec: {{ ports: [1/tcp] }}\n"));

        var result = Load(("large.yaml", filler + "---\nkind: Nothing\n---\n- 1\n"));

        Assert.Equal(
            [new SourcePosition("large.yaml", 300_002, 1), new SourcePosition("large.yaml", 300_002, 7), new SourcePosition("large.yaml", 300_004, 1)],
            result.Diagnostics.Select(d => d.Position).Distinct());
    }

    [Fact]
    public void A_document_under_a_directive_is_read() => Assert.NotNull(Load(("directive.yaml", "%YAML 1.2\n---\n" + Segment)).Intent);

    [Fact]
    public void An_alias_stands_for_a_whole_value()
    {
        var result = Load(("alias.yaml", """
            apiVersion: ztsegment/v1
            kind: FlowPolicy
            metadata: { name: admin }
            spec:
              from: &everyone [{ selector: { matchLabels: &labels { app: shop } } }]
              to: *everyone
              ports: [22/tcp]
            """));

        var policy = Assert.Single(result.Intent!.Policies);
        Assert.Equal(policy.From.AsEnumerable(), policy.To);
    }

    [Fact]
    public void Reserved_numbers_of_protocols_are_their_names()
    {
        var result = Load(("ports.yaml", "apiVersion: ztsegment/v1\nkind: PortGroup\nmetadata: { name: p }\nspec: { ports: [proto/6, proto/58, proto/50, proto/112] }\n"));

        Assert.Equal("icmp tcp esp proto/112", $"{Assert.Single(result.Intent!.PortGroups).Ports}");
    }

    [Fact]
    public void Times_are_moments()
    {
        var result = Load(("times.yaml", """
            apiVersion: ztsegment/v1
            kind: FlowPolicy
            metadata: { name: times }
            spec: { from: [{ selector: {} }], to: [{ selector: {} }], ports: [any], expires: 2026-12-31T23:30:00.250-02:00, reviewBy: 2026-12-31 }
            """));

        var policy = Assert.Single(result.Intent!.Policies);
        Assert.Equal(new DateTimeOffset(2027, 1, 1, 1, 30, 0, 250, TimeSpan.Zero), policy.Expires);
        Assert.Equal(new DateTimeOffset(2026, 12, 31, 0, 0, 0, TimeSpan.Zero), policy.ReviewBy);
    }

    [Fact]
    public void Two_sets_of_files_are_read_as_each_alone_also_where_they_share_files()
    {
        SourceText[] first = [Source("a/segment.yaml", Segment), Source("a/policy.yaml", PolicyTo("web"))];
        SourceText[] second = [Source("b/segment.yaml", Segment), Source("b/policy.yaml", PolicyTo("nobody")), Source("b/twice.yaml", Segment)];

        var (one, other) = IntentLoader.LoadBoth(first, second);

        Assert.Equal(["web"], one.Intent!.Segments.Select(s => s.Name));
        Assert.Equal(["p"], one.Intent.Policies.Select(s => s.Name));
        Assert.Empty(one.Diagnostics);
        Assert.Null(other.Intent);
        Assert.Equal(IntentLoader.Load(second).Diagnostics.Select(d => d.Code).Order(), other.Diagnostics.Select(d => d.Code).Order());
    }

    private static SourceText Source(string file, string text) => new(file, Encoding.UTF8.GetBytes(text));

    private static string PolicyTo(string segment) => $$"""
        apiVersion: ztsegment/v1
        kind: FlowPolicy
        metadata: { name: p }
        spec: { from: [{ selector: {} }], to: [{ segment: {{segment}} }], ports: [any] }
        """;

    private static LoadResult Load(params ReadOnlySpan<(string File, string Text)> files)
    {
        var sources = new List<SourceText>();
        foreach (var (file, text) in files)
            sources.Add(new SourceText(file, Encoding.UTF8.GetBytes(text)));
        return IntentLoader.Load(sources);
    }
}
