using System.Text;
using ZtSegment.Language;

namespace ZtSegment.Cli.Tests.Documentation;

public sealed class DocumentationTests
{
    [Fact]
    public void Documents_in_the_guide_to_writing_policies_are_valid_together()
    {
        var yaml = string.Join("---\n", CodeBlock.Of(Repository.Read("docs/writing-policies.md")).Where(b => b.Language == "yaml").Select(b => b.Text));

        var loaded = IntentLoader.Load([new SourceText("writing-policies.md", Encoding.UTF8.GetBytes(yaml))]);

        Assert.Empty(loaded.Diagnostics);
        Assert.NotEmpty(loaded.Intent!.Policies);
    }

    [Fact]
    public async Task The_sample_estate_has_nothing_to_report()
    {
        var outcome = await Ztseg.RunInAsync(Repository.Top, "validate", "policies", "--strict");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Errors));
    }

    [Fact]
    public async Task The_guide_to_writing_policies_shows_what_render_prints()
    {
        using var folder = new TemporaryFolder();
        var shown = CodeBlock.Of(Repository.Read("docs/writing-policies.md")).SelectMany(b => b.Runs()).Single(run => run.Arguments[0] == "render").Shown;

        var outcome = await Ztseg.RunInAsync(Repository.Top, "render", "policies", "--out", folder.Path, "--at", "2026-12-01T00:00:00Z");

        Assert.Equal(2, shown.Length);
        Assert.Subset(outcome.Output.Split('\n').ToHashSet(), shown.ToHashSet());
    }

    [Fact]
    public async Task The_guide_to_writing_policies_shows_which_guardrail_would_refuse_a_policy()
    {
        var (arguments, shown) = CodeBlock.Of(Repository.Read("docs/writing-policies.md")).SelectMany(b => b.Runs()).Single(run => run.Arguments[0] == "explain");

        var outcome = await Ztseg.RunInAsync(Repository.Top, [.. arguments, "--at", "2026-12-01T00:00:00Z"]);

        Assert.Equal(11, shown.Length);
        Assert.Subset(outcome.Output.Split('\n').Select(l => l.TrimEnd()).ToHashSet(), shown.ToHashSet());
    }

    [Fact]
    public void The_sample_estate_has_guardrails_of_every_form()
    {
        var yaml = Repository.Read("policies/guardrails.yaml");

        Assert.All(["never", "differentLabels", "only", "always", "requireLabels", "limit", "except"], form => Assert.Contains($"{form}:", yaml));
    }
}
