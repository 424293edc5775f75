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

    [Theory]
    [InlineData("kind: Segment\nmetadata: { name: web }\nspec: [\n")]
    [InlineData("kind: Segment\nmetadata: { name: web }\n")]
    [InlineData("kind: Segmnt\nmetadata: { name: web }\nspec: { selector: {} }\n")]
    [InlineData("kind: PortGroup\nmetadata: { name: p }\nspec: { ports: [any] }\nkind: Segment\nmetadata: { name: web }\n")]
    public void What_a_refused_document_may_declare_is_not_said_to_be_missing(string refused)
    {
        var result = Load(("a.yaml", $"apiVersion: ztsegment/v1\n{refused}"), ("b.yaml", PolicyToSegment("web")));

        Assert.NotEmpty(result.Diagnostics);
        Assert.All(result.Diagnostics, d => Assert.Equal("a.yaml", d.Position.File));
    }

    [Fact]
    public void What_a_refused_document_cannot_declare_is_missing() =>
        Assert.Contains(Load(("a.yaml", "kind: Segment\nmetadata: { name: web }\nspec: [\n"), ("b.yaml", PolicyToSegment("db"))).Diagnostics, d => d.Code == "ZT1302");

    [Fact]
    public void A_policy_with_a_peer_that_cannot_be_read_is_not_said_to_open_nothing() =>
        Assert.DoesNotContain(Load(("a.yaml", PolicyToSegment("web").Replace("segment", "segmnt"))).Diagnostics, d => d.Code == "ZT1403");

    [Fact]
    public void A_group_with_a_prefix_that_cannot_be_read_may_contain_what_is_taken_out() => Assert.Equal(
        ["ZT1206"],
        Load(("a.yaml", Document("AddressGroup", "{ cidrs: [10.0.0.0/40, 192.0.2.0/24], except: [10.0.0.0/24] }"))).Diagnostics.Select(d => d.Code));

    [Theory]
    [InlineData("...\n")]
    [InlineData("... # of the first\r\n\r\n# of the second\r\n")]
    [InlineData("...\n---\n")]
    [InlineData("...\n...\n")]
    [InlineData("...\n%YAML 1.2\n---\n")]
    [InlineData("\n---\n...\n")]
    public void A_document_that_is_ended_may_be_followed_by_a_bare_one(string between)
    {
        var result = Load(("a.yaml", $"{Segment}{between}{Segment.Replace("web", "second").Replace("\n", between.Contains('\r') ? "\r\n" : "\n")}"));

        Assert.Empty(result.Diagnostics);
        Assert.Equal(between.Count(c => c == '\n') + 7, result.Intent!.Segments[0].Position.Line);
    }

    [Fact]
    public void Dots_in_a_text_end_nothing() =>
        Assert.Empty(Load(("a.yaml", Segment.Replace("name: web", "name: web, annotations: { why: 'a\n ... b' }"))).Diagnostics);

    [Fact]
    public void Warnings_of_one_document_fold_with_their_whole_count()
    {
        var outside = string.Join(", ", Enumerable.Range(0, 250).Select(i => $"10.0.{i}.0/24"));

        var result = Load(("a.yaml", Document("AddressGroup", $"{{ cidrs: [192.0.2.0/24], except: [{outside}] }}")));

        Assert.Equal(250, Assert.Single(result.Diagnostics).Count);
    }

    [Fact]
    public void Warnings_beyond_those_shown_are_counted()
    {
        var groups = Enumerable.Range(0, 350).Select(i => Document("AddressGroup", "{ cidrs: [192.0.2.0/24], except: [10.0.0.0/24, 10.0.1.0/24] }", $"g{i}"));

        var result = Load(("a.yaml", string.Concat(groups)));

        Assert.Equal(101, result.Diagnostics.Length);
        Assert.Equal(700, result.Diagnostics.Sum(d => d.Count));
    }

    private static string Document(string kind, string spec, string name = "a") => $"---\napiVersion: ztsegment/v1\nkind: {kind}\nmetadata: {{ name: {name} }}\nspec: {spec}\n";

    private static string PolicyToSegment(string segment) => Document("FlowPolicy", $"{{ from: [{{ cidr: 192.0.2.0/24 }}], to: [{{ segment: {segment} }}], ports: [1/tcp] }}");

    private static LoadResult Load(params ReadOnlySpan<(string File, string Text)> files)
    {
        var sources = new List<SourceText>();
        foreach (var (file, text) in files)
            sources.Add(new SourceText(file, Encoding.UTF8.GetBytes(text)));
        return IntentLoader.Load(sources);
    }
}
