using System.Text.Json;

namespace ZtSegment.Cli.Tests;

public sealed class VerifyTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task An_estate_without_workloads_is_equal_to_its_rulesets()
    {
        folder.Write("estate.yaml", "apiVersion: ztsegment/v1\nkind: PortGroup\nmetadata: { name: web }\nspec: { ports: [443/tcp] }\n");

        var outcome = await Ztseg.RunInAsync(folder.Path, "verify");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Errors));
    }

    [Fact]
    public async Task Json_tells_what_was_left_out()
    {
        folder.Write("estate.yaml", """
            apiVersion: ztsegment/v1
            kind: Workload
            metadata: { name: web-1 }
            spec: { addressesFrom: { source: agent, within: [10.0.0.0/8] }, enforcement: { linux: { host: web-1 } } }

            """);

        var outcome = await Ztseg.RunInAsync(folder.Path, "verify", "--format", "json");

        var note = Assert.Single(JsonDocument.Parse(outcome.Output).RootElement.GetProperty("notes").EnumerateArray());
        Assert.Equal("left out: 1 Linux host of which no address is known", note.GetString());
    }

    [Theory]
    [InlineData("2027-03-31T00:00:00Z", 0)]
    [InlineData("2027-03-31T00:00:00.25+02:00", 0)]
    [InlineData("2027-03-31T00:00:00", 2)]
    [InlineData("2027-03-31", 2)]
    public async Task A_time_has_a_zone(string time, int exitCode)
    {
        folder.Write("estate.yaml", "");

        Assert.Equal(exitCode, (await Ztseg.RunInAsync(folder.Path, "validate", "--at", time)).ExitCode);
    }
}
