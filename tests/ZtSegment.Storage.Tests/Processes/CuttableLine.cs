using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ZtSegment.Storage.Tests.Processes;

/// <summary>A TCP line to a server that the test can cut: what runs over it ends, and nothing new gets through until it is mended.</summary>
internal sealed class CuttableLine : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, bool> open = new();
    private readonly IPEndPoint server;
    private volatile bool isCut;

    public CuttableLine(IPEndPoint server)
    {
        this.server = server;
        listener.Start();
        _ = AcceptAsync();
    }

    public IPEndPoint Endpoint => (IPEndPoint)listener.LocalEndpoint;

    public void Cut()
    {
        isCut = true;
        foreach (var (client, _) in open)
            client.Dispose();
    }

    public void Mend() => isCut = false;

    public void Dispose()
    {
        Cut();
        listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = CarryAsync(await listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using (client)
        using (var onward = new TcpClient())
        {
            try
            {
                if (isCut)
                    return;
                await onward.ConnectAsync(server);
                open[client] = open[onward] = true;
                await Task.WhenAny(client.GetStream().CopyToAsync(onward.GetStream()), onward.GetStream().CopyToAsync(client.GetStream()));
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
            {
            }
            finally
            {
                open.TryRemove(client, out _);
                open.TryRemove(onward, out _);
            }
        }
    }
}
