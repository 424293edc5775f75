using System.Text;

namespace ZtSegment.Language.Tests.Loading;

/// <summary>Input that was made to hurt ends in a diagnostic, within seconds.</summary>
public sealed class HostileInputTests
{
    private const string Head = "apiVersion: ztsegment/v1\nkind: AddressGroup\nmetadata: { name: x }\n";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    public async Task Ten_thousand_levels(string level) =>
        await ShouldEndIn(DiagnosticRules.TooDeep, $"{Head}spec:\n {string.Concat(Enumerable.Repeat(level, 10_000))}");

    [Fact]
    public async Task Ten_thousand_levels_of_indentation() => await ShouldEndIn(
        DiagnosticRules.TooDeep, $"{Head}spec:\n{string.Concat(Enumerable.Range(1, 2_000).Select(n => $"{new string(' ', n)}a:\n"))}");

    [Fact]
    public async Task Alias_bomb() => await ShouldEndIn(
        DiagnosticRules.AliasBomb,
        $"{Head}spec:\n  l0: &l0 [a, a, a, a, a, a, a, a, a]\n{string.Concat(Enumerable.Range(1, 12).Select(n => $"  l{n}: &l{n} [{string.Join(", ", Enumerable.Repeat($"*l{n - 1}", 9))}]\n"))}");

    [Fact]
    public async Task Alias_bomb_of_keys_that_come_before_the_kind() => await ShouldEndIn(
        DiagnosticRules.AliasBomb,
        $"spec:\n  l0: &l0 [a, a, a, a, a, a, a, a, a]\n{string.Concat(Enumerable.Range(1, 12).Select(n => $"  l{n}: &l{n} [{string.Join(", ", Enumerable.Repeat($"*l{n - 1}", 9))}]\n"))}kind: Segment\n");

    [Fact]
    public async Task A_line_of_ten_megabytes_in_a_text() =>
        await ShouldEndIn(DiagnosticRules.Cidr, $"{Head}spec: {{ cidrs: [{new string('x', 10 << 20)}] }}\n");

    [Fact]
    public async Task A_line_of_ten_megabytes_of_items() =>
        await ShouldEndIn(DiagnosticRules.MoreErrors, $"{Head}spec: {{ cidrs: [{string.Concat(Enumerable.Repeat("x,", 5 << 20))}] }}\n");

    [Fact]
    public async Task A_line_of_ten_megabytes_of_keys() => await ShouldEndIn(
        DiagnosticRules.MoreErrors, $"{Head}spec: {{ {string.Concat(Enumerable.Range(0, 1_000_000).Select(n => $"k{n}: 1,"))} }}\n");

    [Fact]
    public async Task A_million_labels() => await ShouldEndIn(
        DiagnosticRules.LabelValue,
        $"apiVersion: ztsegment/v1\nkind: Segment\nmetadata:\n  name: x\n  labels:\n{string.Concat(Enumerable.Range(0, 500_000).Select(n => $"    k{n}: a\n"))}    last: a b\nspec: {{ selector: {{}} }}\n");

    [Fact]
    public async Task A_file_of_nothing_but_broken_documents() =>
        await ShouldEndIn(DiagnosticRules.Syntax, string.Concat(Enumerable.Repeat("---\na: [\n", 500_000)));

    [Fact]
    public async Task A_file_of_nothing_but_unknown_kinds() =>
        await ShouldEndIn(DiagnosticRules.MoreErrors, string.Concat(Enumerable.Repeat("---\nkind: X\n", 300_000)));

    [Fact]
    public async Task Bad_references_among_many_names() => await ShouldEndIn(
        DiagnosticRules.MoreErrors,
        string.Concat(Enumerable.Range(0, 50_000).Select(n => $"---\napiVersion: ztsegment/v1\nkind: Segment\nmetadata: {{ name: segment-{n} }}\nspec: {{ selector: {{}} }}\n"))
        + string.Concat(Enumerable.Range(0, 5_000).Select(n => $"---\napiVersion: ztsegment/v1\nkind: FlowPolicy\nmetadata: {{ name: p{n} }}\nspec: {{ from: [{{ segment: sgment-{n} }}], to: [{{ selector: {{}} }}], ports: [any] }}\n")));

    [Fact]
    public void A_file_of_warnings_shows_the_first_hundred()
    {
        var policy = "---\napiVersion: ztsegment/v1\nkind: FlowPolicy\nmetadata: { name: p@ }\nspec: { from: [{ cidr: 10.0.0.0/8 }], to: [{ cidr: 10.0.0.0/8 }], ports: [any] }\n";

        var result = IntentLoader.Load([Source(string.Concat(Enumerable.Range(0, 150).Select(n => policy.Replace("@", $"{n}"))))]);

        Assert.Equal(150, result.Intent!.Policies.Length);
        Assert.Equal(100, result.Diagnostics.Count(d => d.Code == DiagnosticRules.NoWorkloadPeer.Code));
        Assert.Equal(50, Assert.Single(result.Diagnostics, d => d.Code == DiagnosticRules.MoreWarnings.Code).Count);
    }

    [Fact]
    public async Task A_nul_byte() => await ShouldEndIn(DiagnosticRules.ControlCharacter, $"{Head}spec: {{ cidrs: [10.0.0.0/8] }}\0\n");

    [Fact]
    public async Task Text_in_UTF_16() => await ShouldEndIn(DiagnosticRules.Encoding, [0xFF, 0xFE, (byte)'a', 0]);

    [Fact]
    public void A_byte_that_is_not_UTF_8_is_placed()
    {
        var result = IntentLoader.Load([new SourceText("x.yaml", (byte[])[.. "# ok\r\n# ü: "u8, 0xC3, 0x28, .. "\n"u8])]);

        Assert.Equal([new Mark(DiagnosticRules.Encoding.Code, 2, 6, 1)], result.Diagnostics.Select(Mark.Of));
    }

    [Fact]
    public void A_control_character_is_placed()
    {
        var result = IntentLoader.Load([new SourceText("x.yaml", "# ok\n# ü\u001B\n"u8.ToArray())]);

        Assert.Equal([new Mark(DiagnosticRules.ControlCharacter.Code, 2, 4, 1)], result.Diagnostics.Select(Mark.Of));
    }

    [Theory]
    [InlineData('\u0085')]
    [InlineData('\u2028')]
    [InlineData('\u2029')]
    [InlineData('\u202E')]
    [InlineData('\u2066')]
    public async Task A_character_that_shows_another_text_than_is_loaded(char hiding) =>
        await ShouldEndIn(DiagnosticRules.ControlCharacter, $"{Head}spec: {{ cidrs: [10.0.0.0/8] }} # only a comment{hiding}---{hiding}kind: FlowPolicy\n");

    [Fact]
    public void A_tag_of_ten_megabytes_is_shortened()
    {
        var result = IntentLoader.Load([Source($"{Head}spec: !{new string('x', 10 << 20)} {{ cidrs: [10.0.0.0/8] }}\n")]);

        Assert.All(result.Diagnostics, d => Assert.InRange(d.Message.Length, 1, 300));
        Assert.Contains(result.Diagnostics, d => d.Code == DiagnosticRules.Tag.Code);
    }

    [Fact]
    public void A_file_beyond_what_fits_is_refused()
    {
        var result = IntentLoader.Load([new SourceText("x.yaml", new byte[(256 << 20) + 1])]);

        Assert.Equal([new Mark(DiagnosticRules.TooLarge.Code, 1, 1, 1)], result.Diagnostics.Select(Mark.Of));
    }

    [Fact]
    public async Task Random_bytes_never_throw() => await ShouldEndIn(DiagnosticRules.Encoding, RandomBytes(1 << 20));

    [Fact]
    public void Every_prefix_of_a_document_ends_in_a_diagnostic_or_an_intent()
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "every-field.yaml"));

        Assert.All(Enumerable.Range(0, text.Length), length => Assert.NotNull(IntentLoader.Load([Source(text[..length])])));
    }

    private static byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    private static Task ShouldEndIn(DiagnosticRule rule, string text) => ShouldEndIn(rule, Encoding.UTF8.GetBytes(text));

    private static async Task ShouldEndIn(DiagnosticRule rule, byte[] utf8)
    {
        var result = await Task.Run(() => IntentLoader.Load([new SourceText("hostile.yaml", utf8)])).WaitAsync(Patience);

        Assert.Null(result.Intent);
        Assert.Contains(result.Diagnostics, d => d.Code == rule.Code);
        Assert.InRange(result.Diagnostics.Length, 1, 202);
    }

    private static SourceText Source(string text) => new("prefix.yaml", Encoding.UTF8.GetBytes(text));
}
