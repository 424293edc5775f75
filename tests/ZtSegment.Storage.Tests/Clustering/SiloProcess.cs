using ZtSegment.Storage.Tests.Processes;

namespace ZtSegment.Storage.Tests.Clustering;

/// <summary>One silo in a process of its own, and its line to Redis.</summary>
internal sealed class SiloProcess(string settings, int port, CuttableLine line) : IDisposable
{
    private ChildProcess? process;

    public int Port => port;

    public CuttableLine Line => line;

    public bool IsRunning => process is not null;

    public async Task StartAsync()
    {
        process = ChildProcess.StartRole(ChildRoles.Silo, settings);
        await process.LineWithAsync("silo is ready", seconds: 120);
    }

    /// <summary><c>kill -9</c>.</summary>
    public void Kill()
    {
        process!.Dispose();
        process = null;
    }

    /// <summary>SIGTERM: it hands over and ends.</summary>
    public async Task StopAsync()
    {
        Assert.Equal(0, await process!.TerminateAsync());
        process.Dispose();
        process = null;
    }

    public void Dispose()
    {
        process?.Dispose();
        line.Dispose();
    }
}
