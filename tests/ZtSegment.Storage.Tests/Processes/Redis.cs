using System.Net;
using System.Net.Sockets;
using ZtSegment.Storage.Tests.Sqlite;

namespace ZtSegment.Storage.Tests.Processes;

/// <summary>A Redis server of the test's own, on a free port of loopback; what it acknowledged is on the disk.</summary>
internal sealed class Redis : IDisposable
{
    private readonly TemporaryFolder folder;
    private readonly ChildProcess process;

    private Redis(TemporaryFolder folder, ChildProcess process, int port) => (this.folder, this.process, Endpoint) = (folder, process, new(IPAddress.Loopback, port));

    public IPEndPoint Endpoint { get; }

    public string ConnectionString => Endpoint.ToString();

    public static async Task<Redis> StartAsync(bool isDurable = true)
    {
        var folder = new TemporaryFolder();
        var port = FreePort.Take();
        var process = ChildProcess.Start(
            "redis-server",
            [
                "--bind", "127.0.0.1", "--port", $"{port}", "--dir", folder.Path, "--save", "", "--appendonly", isDurable ? "yes" : "no", "--appendfsync", "always",
                "--daemonize", "no",
            ]);
        await process.LineWithAsync("Ready to accept connections");
        return new Redis(folder, process, port);
    }

    public void Dispose()
    {
        process.Dispose();
        folder.Dispose();
    }
}

internal static class FreePort
{
    public static int Take()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
