using System.Text.Json;

namespace ZtSegment.Cli.Tests;

public sealed class RenderTests : IDisposable
{
    private const string TwoHosts = """
        apiVersion: ztsegment/v1
        kind: Workload
        metadata: { name: web-1 }
        spec: { addresses: [10.0.0.1], enforcement: { linux: { host: web-1 } } }
        ---
        apiVersion: ztsegment/v1
        kind: Workload
        metadata: { name: db-1 }
        spec: { addresses: [10.0.0.2], enforcement: { linux: { host: db-1 } } }
        ---
        apiVersion: ztsegment/v1
        kind: FlowPolicy
        metadata: { name: web-to-db }
        spec: { from: [{ workload: web-1 }], to: [{ workload: db-1 }], ports: [5432/tcp] }

        """;

    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Every_Linux_host_gets_its_file_and_the_manifest_lists_it()
    {
        var documents = folder.Write("estate.yaml", TwoHosts);

        var outcome = await Ztseg.RunAsync("render", documents, "--out", folder.In("out"), "--format", "json");

        Assert.Equal((0, ""), (outcome.ExitCode, WithoutWarnings(outcome.Errors)));
        Assert.Contains("10.0.0.1 . tcp . 5432", File.ReadAllText(folder.In("out/linux/db-1.nft")));
        Assert.Equal(File.ReadAllText(folder.In("out/manifest.json")), outcome.Output);
        Assert.Equal(["db-1", "web-1"], Names(outcome.Output));
    }

    [Fact]
    public async Task Rendering_again_removes_the_files_of_hosts_that_left_and_nobody_elses()
    {
        var documents = folder.Write("estate.yaml", TwoHosts);
        await Ztseg.RunAsync("render", documents, "--out", folder.In("out"));
        folder.Write("out/linux/notes.txt", "mine");
        folder.Write("estate.yaml", TwoHosts.Split("---")[0]);

        await Ztseg.RunAsync("render", documents, "--out", folder.In("out"));

        Assert.Equal(["notes.txt", "web-1.nft"], Directory.GetFiles(folder.In("out/linux")).Select(f => Path.GetFileName(f)).Order());
    }

    [Fact]
    public async Task Every_network_security_group_gets_its_file_and_two_of_one_name_are_told_apart()
    {
        var documents = folder.Write("estate.yaml", TwoHosts
            .Replace("linux: { host: web-1 }", $"azure: {{ nsg: {Nsg("east", "nsg-shop")} }}")
            .Replace("linux: { host: db-1 }", $"azure: {{ nsg: {Nsg("west", "NSG-shop")} }}"));

        var outcome = await Ztseg.RunAsync("render", documents, "--out", folder.In("out"), "--format", "json");

        var points = JsonDocument.Parse(outcome.Output).RootElement.GetProperty("enforcementPoints").EnumerateArray().ToList();
        Assert.Equal([Nsg("east", "nsg-shop"), Nsg("west", "NSG-shop")], points.Select(p => p.GetProperty("name").GetString()));
        Assert.All(points, p => Assert.Matches("^azure/(nsg|NSG)-shop-[0-9a-f]{8}\\.json$", p.GetProperty("file").GetString()!));
        Assert.All(points, p => Assert.Equal((5, 1000), (p.GetProperty("budget").GetProperty("rules").GetInt32(), p.GetProperty("budget").GetProperty("rulesLimit").GetInt32())));
        Assert.Contains("\"10.0.0.1\"", File.ReadAllText(folder.In($"out/{points[0].GetProperty("file")}")));
    }

    private static string Nsg(string group, string name) =>
        $"/subscriptions/6f0e3c52-9d0b-4f0e-8c3a-2b7f5a1d9e10/resourceGroups/{group}/providers/Microsoft.Network/networkSecurityGroups/{name}";

    [Fact]
    public async Task Invalid_documents_render_nothing()
    {
        var documents = folder.Write("estate.yaml", TwoHosts.Replace("5432/tcp", "5432"));

        var outcome = await Ztseg.RunAsync("render", documents, "--out", folder.In("out"));

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("estate.yaml:14:", outcome.Errors);
        Assert.False(Directory.Exists(folder.In("out")));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_the_worlds_refusal()
    {
        var documents = folder.Write("estate.yaml", TwoHosts);

        var outcome = await Ztseg.RunAsync("render", documents, "--out", "/proc/nowhere");

        Assert.Equal(3, outcome.ExitCode);
    }

    [Theory]
    [InlineData("render")]
    [InlineData("no-such-command")]
    [InlineData("render", ".", "--out", "x", "--at", "tomorrow")]
    [InlineData("render", ".", "--out", "x", "--format", "xml")]
    public async Task Bad_arguments_end_with_2_and_say_where_help_is(params string[] arguments)
    {
        var outcome = await Ztseg.RunInAsync(folder.Path, arguments);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("--help", outcome.Errors);
    }

    public void Dispose() => folder.Dispose();

    private static IEnumerable<string> Names(string manifest) =>
        JsonDocument.Parse(manifest).RootElement.GetProperty("enforcementPoints").EnumerateArray().Select(p => p.GetProperty("name").GetString()!);

    private static string WithoutWarnings(string errors) => string.Concat(errors.Split('\n').Where(l => !l.Contains("warning")));
}
