using System.Diagnostics;

namespace ZtSegment.Cli.Tests.Documentation;

/// <summary>The commands of the guide to reviewing changes, run in a repository that holds a copy of the sample estate.</summary>
public sealed class ReviewingChangesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public ReviewingChangesTests()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Top, "policies"), "*", SearchOption.AllDirectories))
            folder.Write(Path.GetRelativePath(Repository.Top, file), File.ReadAllText(file));
        Git("init", "--quiet");
        Git("add", "--all");
        Git("-c", "user.name=test", "-c", "user.email=test@example.invalid", "-c", "commit.gpgsign=false", "commit", "--quiet", "--message", "as it is");
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("harmless", 0)]
    [InlineData("widening", 0)]
    [InlineData("forbidden", 1)]
    public async Task The_guide_shows_what_plan_prints_of_the_three_changes(string change, int exitCode)
    {
        var block = CodeBlock.Of(Repository.Read("docs/reviewing-changes.md")).Single(b => b.Text.Contains($"git apply policies/changes/{change}.patch"));
        var (arguments, shown) = block.Runs().Single();
        Git("apply", $"policies/changes/{change}.patch");

        var outcome = await Ztseg.RunInAsync(folder.Path, [.. arguments, "--at", "2026-12-01T00:00:00Z"]);

        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.Equal(shown, outcome.Output.Split('\n').Select(l => l.TrimEnd()).Where(l => l.Length > 0 && !l.StartsWith("compared with", StringComparison.Ordinal) && !l.StartsWith("sha256:", StringComparison.Ordinal)));
    }

    private void Git(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = folder.Path })!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
