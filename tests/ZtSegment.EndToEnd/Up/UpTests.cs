namespace ZtSegment.EndToEnd.Up;

public sealed class UpTests : IDisposable
{
    private const string Estate = """
        apiVersion: ztsegment/v1
        kind: Estate
        metadata: { name: two }
        spec: { defaultMode: enforce, management: { access: [{ from: [10.9.0.1/32], ports: [22/tcp] }] } }
        ---
        apiVersion: ztsegment/v1
        kind: Workload
        metadata: { name: web, labels: { tier: web } }
        spec: { addresses: [10.20.1.11], enforcement: { linux: { host: web-1 } } }
        ---
        apiVersion: ztsegment/v1
        kind: Workload
        metadata: { name: db, labels: { tier: db } }
        spec: { addresses: [10.20.2.7], enforcement: { linux: { host: db-1 } } }
        ---
        apiVersion: ztsegment/v1
        kind: FlowPolicy
        metadata: { name: web-to-db }
        spec: { from: [{ workload: web }], to: [{ workload: db }], ports: [5432/tcp] }

        """;

    private const string OneMore = """
        ---
        apiVersion: ztsegment/v1
        kind: Workload
        metadata: { name: cache, labels: { tier: cache } }
        spec: { addresses: [10.20.3.9], enforcement: { linux: { host: cache-1 } } }
        ---
        apiVersion: ztsegment/v1
        kind: FlowPolicy
        metadata: { name: web-to-cache }
        spec: { from: [{ workload: web }], to: [{ workload: cache }], ports: [6379/tcp] }

        """;

    private readonly string folder = Directory.CreateTempSubdirectory("ztsegment-test-").FullName;

    [Fact]
    public async Task Once_brings_every_host_to_its_proved_ruleset_and_the_kernel_does_what_is_declared()
    {
        Write(Estate);
        using var up = new UpProcess(folder, "--once");

        Assert.True(await up.EndAsync() == 0, up.Output);
        Assert.Contains("revision 1: 2 points proved", up.Output);
        Assert.Contains("The kernel does what is declared.", up.Output);
        Assert.Contains("2 tables, read back from the kernel: each proved equal", up.Output);
    }

    [Fact]
    public async Task A_change_of_documents_reaches_the_hosts_new_ones_included_and_ctrl_c_leaves_nothing_behind()
    {
        Write(Estate);
        using var up = new UpProcess(folder, "--auto-apply");
        await up.SaysAsync("revision 1: 2 points proved");

        Write(Estate + OneMore);
        await up.SaysAsync("revision 2: 3 points proved");
        Write("kind: broken");
        await up.SaysAsync("what was in force stays so");
        var children = up.Children;
        await up.InterruptAsync();

        Assert.Equal(4, children.Length);
        Assert.All(children, child => Assert.False(UpProcess.Lives(child)));
    }

    [Fact]
    public async Task Killed_it_takes_its_controller_and_agents_with_it()
    {
        Write(Estate);
        using var up = new UpProcess(folder);
        await up.SaysAsync("revision 1: 2 points proved");
        var children = up.Children;

        up.Kill();
        await up.EndAsync();
        await Task.Delay(500);

        Assert.Equal(3, children.Length);
        Assert.All(children, child => Assert.False(UpProcess.Lives(child)));
    }

    [Fact]
    public async Task Documents_that_are_refused_at_the_start_end_it()
    {
        Write("kind: broken");
        using var up = new UpProcess(folder, "--once");

        Assert.Equal(2, await up.EndAsync());
        Assert.Contains("estate.yaml:1:1: error", up.Output);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void Write(string documents) => File.WriteAllText(Path.Combine(folder, "estate.yaml"), documents);
}
