using System.Text.Json;

namespace ZtSegment.EndToEnd.Lab;

/// <summary>The command as its users run it.</summary>
public sealed class LabCommandTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("zt-lab-");

    [Fact]
    public async Task The_sample_estate_goes_through_the_kernel_as_declared()
    {
        using var lab = CommandRun.Start("lab", CommandRun.SampleEstate, "--format", "json");

        var (exitCode, output) = await lab.EndAsync();

        using var json = JsonDocument.Parse(output);
        Assert.Equal("equal", json.RootElement.GetProperty("verdict").GetString());
        Assert.Empty(json.RootElement.GetProperty("differences").EnumerateArray());
        Assert.InRange(json.RootElement.GetProperty("hosts").GetArrayLength(), 20, 40);
        Assert.Contains(json.RootElement.GetProperty("probes").EnumerateArray(), p => p.GetProperty("observed").GetString() == "allow");
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public async Task The_matrix_names_every_host_and_counts_what_passes()
    {
        var estate = Estate(
            """
            { apiVersion: ztsegment/v1, kind: Estate, metadata: { name: estate }, spec: { defaultMode: enforce } }
            ---
            { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: web-1 }, spec: { addresses: [10.1.0.1], enforcement: { linux: { host: a } } } }
            ---
            { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: db-1 }, spec: { addresses: [10.1.0.2], enforcement: { linux: { host: b } } } }
            ---
            { apiVersion: ztsegment/v1, kind: FlowPolicy, metadata: { name: p }, spec: { from: [{ workload: web-1 }], to: [{ workload: db-1 }], ports: [5432/tcp] } }
            """);
        using var lab = CommandRun.Start("lab", estate);

        var (exitCode, output) = await lab.EndAsync();

        Assert.Matches(@"1 +db-1 +enforce +enforce +· *\n", output);
        Assert.Matches(@"2 +web-1 +enforce +enforce +1 *\n", output);
        Assert.Contains("2 hosts, 16 probes in", output);
        Assert.Contains("1 passed, 15 did not. The kernel does what is declared.", output);
        Assert.Equal(0, exitCode);
    }

    [Theory]
    [InlineData("-INT", 130)]
    [InlineData("-TERM", 130, 143)]
    [InlineData("-KILL", 137)]
    public async Task However_it_is_ended_nothing_is_left_behind(string signal, params int[] expected)
    {
        var namesBefore = await CommandRun.OutputOfAsync("ip", "netns", "list");
        var linksBefore = await CommandRun.OutputOfAsync("ip", "-br", "link");
        using var lab = CommandRun.Start("lab", CommandRun.SampleEstate);
        var namespaces = await lab.NamespacesOnceUpAsync();

        await CommandRun.OutputOfAsync("kill", signal, $"{lab.ProcessId}");
        var (exitCode, _) = await lab.EndAsync();

        Assert.Contains(exitCode, expected);
        Assert.NotEmpty(namespaces);
        Assert.Empty(CommandRun.NamespacesInUse().Intersect(namespaces));
        Assert.Equal(namesBefore, await CommandRun.OutputOfAsync("ip", "netns", "list"));
        Assert.Equal(linksBefore, await CommandRun.OutputOfAsync("ip", "-br", "link"));
    }

    [Theory]
    [InlineData("sys_admin")]
    [InlineData("net_admin")]
    public async Task Without_permission_it_says_what_it_needs_and_still_tells_flows_and_proofs(string capability)
    {
        using var lab = CommandRun.StartWithout(capability, "lab", CommandRun.SampleEstate);

        var (exitCode, output) = await lab.EndAsync();

        Assert.Contains("it needs root, or the capabilities CAP_SYS_ADMIN, CAP_NET_ADMIN and CAP_NET_RAW", lab.Errors);
        Assert.Contains("shop.web-to-orders", output);
        Assert.Contains("equal:", output);
        Assert.Equal(3, exitCode);
    }

    [Fact]
    public async Task An_estate_without_hosts_is_equal_and_empty()
    {
        using var lab = CommandRun.Start("lab", Estate("{ apiVersion: ztsegment/v1, kind: Segment, metadata: { name: s }, spec: { selector: {} } }"));

        var (exitCode, output) = await lab.EndAsync();

        Assert.Contains("0 hosts, 0 probes", output);
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public async Task Invalid_documents_are_refused_before_anything_is_made()
    {
        using var lab = CommandRun.Start("lab", Estate("{ apiVersion: ztsegment/v1, kind: Segmnt, metadata: { name: s }, spec: { selector: {} } }"));

        var (exitCode, _) = await lab.EndAsync();

        Assert.Contains("estate.yaml:1:", lab.Errors);
        Assert.Equal(2, exitCode);
    }

    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>A file with these documents.</summary>
    private string Estate(string documents)
    {
        var file = Path.Combine(folder.FullName, "estate.yaml");
        File.WriteAllText(file, documents);
        return file;
    }
}
