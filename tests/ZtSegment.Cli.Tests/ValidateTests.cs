using System.Text.Json;

namespace ZtSegment.Cli.Tests;

public sealed class ValidateTests : IDisposable
{
    private const string Broken = """
        apiVersion: ztsegment/v1
        kind: Workload
        metadata: { name: web-1 }
        spec: { adresses: [10.0.0.1] }

        """;

    /// <summary>A warning: the workload is isolated.</summary>
    private const string Isolated = """
        apiVersion: ztsegment/v1
        kind: Workload
        metadata: { name: web-1 }
        spec: { addresses: [10.0.0.1], enforcement: { linux: { host: web-1 } } }

        """;

    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Good_documents_end_with_0_and_a_count()
    {
        folder.Write("estate.yaml", "apiVersion: ztsegment/v1\nkind: PortGroup\nmetadata: { name: web }\nspec: { ports: [443/tcp] }\n");

        var outcome = await Ztseg.RunInAsync(folder.Path, "validate");

        Assert.Equal((0, "1 document (1 port group): nothing to report\n", ""), (outcome.ExitCode, outcome.Output, outcome.Errors));
    }

    [Fact]
    public async Task Errors_end_with_2_and_tell_place_code_and_remedy()
    {
        folder.Write("web.yaml", Broken);

        var outcome = await Ztseg.RunInAsync(folder.Path, "validate", "web.yaml");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal("web.yaml:4:9: error ZT1001: the spec of a Workload has no field `adresses`\n    did you mean `addresses`?\n\n1 error\n", outcome.Output);
    }

    [Fact]
    public async Task Warnings_end_with_0_and_under_strict_with_2()
    {
        folder.Write("web.yaml", Isolated);

        var lenient = await Ztseg.RunInAsync(folder.Path, "validate", "web.yaml");
        var strict = await Ztseg.RunInAsync(folder.Path, "validate", "web.yaml", "--strict");

        Assert.Equal((0, 2), (lenient.ExitCode, strict.ExitCode));
        Assert.Contains("web.yaml:3:", lenient.Output);
        Assert.Contains("warning ZT2102", strict.Output);
    }

    [Fact]
    public async Task Json_has_the_fields_that_others_rely_on()
    {
        folder.Write("web.yaml", Broken);

        var outcome = await Ztseg.RunInAsync(folder.Path, "validate", "web.yaml", "--format", "json");

        Assert.Equal(2, outcome.ExitCode);
        var diagnostic = Assert.Single(JsonDocument.Parse(outcome.Output).RootElement.GetProperty("diagnostics").EnumerateArray());
        Assert.Equal(
            ["code", "severity", "file", "line", "column", "message", "remedy"], diagnostic.EnumerateObject().Select(p => p.Name));
        Assert.Equal(("ZT1001", 4, 9), (diagnostic.GetProperty("code").GetString(), diagnostic.GetProperty("line").GetInt32(), diagnostic.GetProperty("column").GetInt32()));
    }

    [Fact]
    public async Task Sarif_names_rule_level_and_region()
    {
        folder.Write("a folder/web.yaml", Broken);

        var outcome = await Ztseg.RunInAsync(folder.Path, "validate", ".", "--format", "sarif");

        var run = Assert.Single(JsonDocument.Parse(outcome.Output).RootElement.GetProperty("runs").EnumerateArray());
        var result = Assert.Single(run.GetProperty("results").EnumerateArray());
        var place = result.GetProperty("locations")[0].GetProperty("physicalLocation");
        Assert.Equal("ZT1001", run.GetProperty("tool").GetProperty("driver").GetProperty("rules")[result.GetProperty("ruleIndex").GetInt32()].GetProperty("id").GetString());
        Assert.Equal("error", result.GetProperty("level").GetString());
        Assert.Equal("a%20folder/web.yaml", place.GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.Equal(4, place.GetProperty("region").GetProperty("startLine").GetInt32());
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    [InlineData("sarif")]
    public async Task A_path_that_does_not_exist_ends_with_2(string format)
    {
        var outcome = await Ztseg.RunInAsync(folder.Path, "validate", "nowhere", "--format", format);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("nowhere", outcome.Output);
    }

    [Fact]
    public async Task Facts_are_checked_too()
    {
        folder.Write("web.yaml", Isolated);
        folder.Write("posture.json", """{ "web-1": { "risk": "none" } }""");

        var outcome = await Ztseg.RunInAsync(folder.Path, "validate", "web.yaml", "--posture", "posture.json");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("posture.json:1:22: error ZT1502", outcome.Output);
    }

    public void Dispose() => folder.Dispose();
}
