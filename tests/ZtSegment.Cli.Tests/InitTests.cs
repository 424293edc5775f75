using System.Text.Json;
using ZtSegment.Language;

namespace ZtSegment.Cli.Tests;

public sealed class InitTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task The_starting_folder_validates_without_a_warning()
    {
        var written = await Ztseg.RunInAsync(folder.Path, "init", "start");

        var validated = await Ztseg.RunInAsync(folder.Path, "validate", "start", "--strict");

        Assert.Equal(0, written.ExitCode);
        Assert.Contains("ztseg validate start", written.Output);
        Assert.Equal(0, validated.ExitCode);
        Assert.EndsWith("nothing to report\n", validated.Output);
    }

    [Fact]
    public async Task Nothing_is_overwritten()
    {
        var mine = folder.Write("start/policies.yaml", "# mine\n");

        var outcome = await Ztseg.RunInAsync(folder.Path, "init", "start");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal("# mine\n", File.ReadAllText(mine));
        Assert.Equal(["policies.yaml"], Directory.GetFiles(folder.In("start")).Select(f => Path.GetFileName(f)));
    }

    [Fact]
    public async Task A_file_in_place_of_the_folder_is_left_alone()
    {
        folder.Write("policies", "a file");

        var outcome = await Ztseg.RunInAsync(folder.Path, "init");

        Assert.Equal(2, outcome.ExitCode);
    }

    [Fact]
    public async Task Machines_get_the_list_of_files()
    {
        var outcome = await Ztseg.RunInAsync(folder.Path, "init", "--format", "json");

        Assert.Equal(
            ["policies/estate.yaml", "policies/policies.yaml", "policies/workloads.yaml"],
            JsonDocument.Parse(outcome.Output).RootElement.GetProperty("files").EnumerateArray().Select(f => f.GetString()));
    }

    [Fact]
    public async Task Schema_is_the_languages_schema()
    {
        var outcome = await Ztseg.RunInAsync(folder.Path, "schema");

        Assert.Equal((0, LanguageSchema.Json), (outcome.ExitCode, outcome.Output));
    }

    public void Dispose() => folder.Dispose();
}
