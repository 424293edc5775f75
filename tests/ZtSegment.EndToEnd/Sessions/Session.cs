using System.Net;
using System.Net.Sockets;
using ZtSegment.Linux.Kernel;

namespace ZtSegment.EndToEnd.Sessions;

/// <summary>One established TCP connection between two hosts of a lab, and what has come through it.</summary>
internal sealed class Session : IDisposable
{
    private static readonly TimeSpan BetweenWrites = TimeSpan.FromMilliseconds(2);

    /// <summary>Longer than what is under way takes to arrive, on a busy machine too.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource ending = new();
    private readonly Socket client;
    private readonly Socket server;
    private long received;

    private Session(Socket client, Socket server) => (this.client, this.server) = (client, server);

    public static async Task<Session> OpenAsync(NetworkNamespace client, Socket listener)
    {
        var target = (IPEndPoint)listener.LocalEndPoint!;
        var connecting = client.Run(() => new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });
        var accepted = listener.AcceptAsync();
        await connecting.ConnectAsync(target).WaitAsync(TimeSpan.FromSeconds(5));
        return new Session(connecting, await accepted.WaitAsync(TimeSpan.FromSeconds(5)));
    }

    /// <summary>The client writes from now on.</summary>
    public Session Uploading() => Streaming(client, server);

    /// <summary>The server writes from now on.</summary>
    public Session Downloading() => Streaming(server, client);

    /// <summary>Something comes through within a second.</summary>
    public async Task ShouldGoOnAsync()
    {
        var before = Interlocked.Read(ref received);
        for (var i = 0; i < 20 && Interlocked.Read(ref received) == before; i++)
            await Task.Delay(50);
        Assert.True(Interlocked.Read(ref received) > before, "nothing comes through any more");
    }

    /// <summary>Once what was under way has settled, nothing comes through any more.</summary>
    public async Task ShouldBeCutAsync()
    {
        await Task.Delay(Settling);
        var before = Interlocked.Read(ref received);
        await Task.Delay(Settling);
        Assert.Equal(before, Interlocked.Read(ref received));
    }

    public void Dispose()
    {
        ending.Cancel();
        client.Dispose();
        server.Dispose();
    }

    private Session Streaming(Socket writer, Socket reader)
    {
        _ = Task.Run(async () =>
        {
            while (!ending.IsCancellationRequested)
            {
                await writer.SendAsync(new byte[512]);
                await Task.Delay(BetweenWrites);
            }
        });
        _ = Task.Run(async () =>
        {
            var buffer = new byte[1 << 16];
            while (await reader.ReceiveAsync(buffer) is var count and > 0)
                Interlocked.Add(ref received, count);
        });
        return this;
    }
}
