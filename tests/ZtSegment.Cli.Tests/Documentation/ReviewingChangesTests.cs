namespace ZtSegment.Cli.Tests.Documentation;

/// <summary>The commands of the guide to reviewing changes, run in a repository that holds a copy of the sample estate.</summary>
public sealed class ReviewingChangesTests : IDisposable
{
    private readonly SampleRepository repository = new();

    public void Dispose() => repository.Dispose();

    [Theory]
    [InlineData("harmless", 0)]
    [InlineData("widening", 0)]
    [InlineData("forbidden", 1)]
    public async Task The_guide_shows_what_plan_prints_of_the_three_changes(string change, int exitCode)
    {
        var block = CodeBlock.Of(Repository.Read("docs/reviewing-changes.md")).Single(b => b.Text.Contains($"git apply policies/changes/{change}.patch"));
        var (arguments, shown) = block.Runs().Single();
        repository.Run($"git apply policies/changes/{change}.patch");

        var outcome = await Ztseg.RunInAsync(repository.Path, [.. arguments, "--at", SampleRepository.At]);

        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.Equal(shown, outcome.Output.Split('\n').Select(l => l.TrimEnd()).Where(l => l.Length > 0 && !l.StartsWith("compared with", StringComparison.Ordinal) && !l.StartsWith("sha256:", StringComparison.Ordinal)));
    }
}
