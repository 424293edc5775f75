namespace ZtSegment.Cli.Tests.Documentation;

public sealed class ReadmeTests
{
    /// <summary>The blocks whose commands are shown with what they print; what the kernel answers is for the end-to-end tests.</summary>
    public static TheoryData<string> Tours =>
        [.. CodeBlock.Of(Repository.Read("README.md")).Select(b => b.Text).Where(text => text.Contains("$ ./ztseg") && !text.Contains("ztseg lab"))];

    [Theory]
    [MemberData(nameof(Tours))]
    public void The_readme_shows_what_its_commands_print(string tour)
    {
        using var repository = new SampleRepository();

        Assert.All(new CodeBlock("", tour).Commands(), command => Assert.Subset(
            repository.Run(command.Line).Split('\n').Select(l => l.TrimEnd()).ToHashSet(), command.Shown.ToHashSet()));
    }

    [Fact]
    public void The_readme_has_a_tour() => Assert.True(Tours.Count >= 4);
}
