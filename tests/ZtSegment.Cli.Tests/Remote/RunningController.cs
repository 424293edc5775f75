using System.Diagnostics;
using System.Reflection;

namespace ZtSegment.Cli.Tests.Remote;

/// <summary>A real controller on a free port, for the commands that talk to one.</summary>
public sealed class RunningController : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder folder = new();
    private Process? process;

    public string Url { get; private set; } = "";

    public string TokenFile => folder.In("state/admin.token");

    public async Task InitializeAsync()
    {
        var program = typeof(RunningController).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "ztcontroller").Value!;
        process = Process.Start(new ProcessStartInfo("dotnet", [program, "--state", folder.In("state"), "--listen", "127.0.0.1:0", "--log-level", "Error"]) { RedirectStandardOutput = true })!;
        Url = (await process.StandardOutput.ReadLineAsync())!.Split(' ')[1];
        using var client = new HttpClient();
        for (var waited = Stopwatch.StartNew(); !(await client.GetAsync(Url + "readyz")).IsSuccessStatusCode; await Task.Delay(20))
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(1));
    }

    /// <summary>Runs a command against it.</summary>
    internal Task<Outcome> RunAsync(params string[] arguments) => Ztseg.RunAsync([.. arguments, "--controller", Url, "--token-file", TokenFile]);

    public async Task DisposeAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
    }

    public void Dispose()
    {
        process?.Dispose();
        folder.Dispose();
    }
}
