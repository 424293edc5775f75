using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace ZtSegment.Cli.Tests.Remote;

public sealed class RemoteCommandTests(RunningController controller) : IClassFixture<RunningController>, IDisposable
{
    private const string Documents = """
        apiVersion: ztsegment/v1
        kind: Workload
        metadata: { name: web }
        spec: { addresses: [10.20.1.11], enforcement: { linux: { host: web-1 } } }
        ---
        apiVersion: ztsegment/v1
        kind: Workload
        metadata: { name: db }
        spec: { addresses: [10.20.2.7], enforcement: { linux: { host: db-1 } } }

        """;

    private const string Policy = """
        ---
        apiVersion: ztsegment/v1
        kind: FlowPolicy
        metadata: { name: web-to-db }
        spec: { from: [{ workload: web }], to: [{ workload: db }], ports: [5432/tcp] }

        """;

    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Documents_are_shown_staged_applied_and_rolled_back()
    {
        folder.Write("estate.yaml", Documents);
        var first = await controller.RunAsync("apply", folder.Path, "--source", "team", "--yes", "--allow-shrink");
        folder.Write("estate.yaml", Documents + Policy);
        var staged = await controller.RunAsync("apply", folder.Path, "--source", "team");
        var hash = staged.Output.Trim().Split(' ')[^1];
        var second = await controller.RunAsync("apply", "--plan", hash);
        var allowed = await controller.RunAsync("explain", "--from", "web", "--to", "db", "--port", "5432/tcp", "--expect", "allow");
        var back = await controller.RunAsync("rollback", first.Output.Trim().Split(' ')[^1], "--yes", "--allow-shrink");
        var denied = await controller.RunAsync("explain", "--from", "web", "--to", "db", "--port", "5432/tcp", "--expect", "deny");

        Assert.Contains("web → db  5432/tcp  web-to-db", staged.Output);
        Assert.Contains("Staged, not applied.", staged.Output);
        Assert.All([first, staged, second, allowed, back, denied], outcome => Assert.Equal(0, outcome.ExitCode));
        Assert.Contains("rollback to", (await controller.RunAsync("history")).Output);
    }

    [Fact]
    public async Task Refused_documents_are_told_with_their_places_here()
    {
        var file = folder.Write("broken.yaml", "apiVersion: ztsegment/v1\nkind: Segmnt\nmetadata: { name: a }\nspec: {}\n");

        var text = await controller.RunAsync("apply", folder.Path, "--source", "broken");
        var json = await controller.RunAsync("apply", folder.Path, "--source", "broken", "--format", "json");

        Assert.Equal((2, 2), (text.ExitCode, json.ExitCode));
        Assert.Contains($"{file}:2:", text.Errors);
        Assert.Equal(file, $"{JsonNode.Parse(json.Output)!["diagnostics"]![0]!["file"]}");
    }

    [Fact]
    public async Task Plan_compares_with_what_is_in_force()
    {
        folder.Write("estate.yaml", Documents.Replace("web", "api").Replace("db", "store").Replace("10.20.", "10.30."));
        await controller.RunAsync("apply", folder.Path, "--source", "planned", "--yes");

        var outcome = await Ztseg.RunAsync("plan", folder.Path, "--from", controller.Url, "--source", "planned", "--token-file", controller.TokenFile, "--detailed-exitcode");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("no flow changes", outcome.Output);
    }

    [Fact]
    public async Task A_freeze_is_shown_until_it_ends()
    {
        await controller.RunAsync("freeze", "--reason", "incident 88");
        var frozen = await controller.RunAsync("status");
        await controller.RunAsync("unfreeze");

        Assert.Contains("incident 88", frozen.Output);
        Assert.DoesNotContain("incident 88", (await controller.RunAsync("status")).Output);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1", 3, "cannot be asked")]
    [InlineData("http://controller.example", 2, "in clear")]
    [InlineData("ftp://127.0.0.1", 2, "no controller's address")]
    public async Task An_address_that_does_not_do_is_told(string url, int exitCode, string told)
    {
        var outcome = await Ztseg.RunAsync("status", "--controller", url, "--token-file", controller.TokenFile);

        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.Contains(told, outcome.Errors);
    }

    [Fact]
    public async Task A_token_that_is_not_taken_is_the_worlds_refusal()
    {
        var outcome = await Ztseg.RunAsync("status", "--controller", controller.Url, "--token-file", folder.Write("token", new string('0', 64)));

        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("does not take the token", outcome.Errors);
    }

    [Fact]
    public async Task The_token_does_not_follow_a_redirect()
    {
        using var elsewhere = new TcpListener(IPAddress.Loopback, 0);
        using var redirecting = new TcpListener(IPAddress.Loopback, 0);
        elsewhere.Start();
        redirecting.Start();
        var command = Ztseg.RunAsync("status", "--controller", $"http://{redirecting.LocalEndpoint}", "--token-file", controller.TokenFile);
        using (var asked = await redirecting.AcceptTcpClientAsync())
            await asked.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 302 Found\r\nLocation: http://{elsewhere.LocalEndpoint}/\r\nContent-Length: 0\r\n\r\n"));

        var outcome = await command;

        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("where the token does not go", outcome.Errors);
        Assert.False(elsewhere.Pending());
    }

    public void Dispose() => folder.Dispose();
}
