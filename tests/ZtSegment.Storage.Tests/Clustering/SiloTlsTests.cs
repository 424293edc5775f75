using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime;
using ZtSegment.Storage.Tests.Processes;
using ZtSegment.Storage.Tests.Sqlite;

namespace ZtSegment.Storage.Tests.Clustering;

/// <summary>Whoever can talk to a silo commands it.</summary>
public sealed class SiloTlsTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder folder = new();
    private readonly int port = FreePort.Take();
    private SiloAuthority? silos;
    private Redis? redis;
    private IHost? silo;

    public async Task InitializeAsync()
    {
        redis = await Redis.StartAsync();
        silos = new SiloAuthority(folder.Path, "silos");
        silo = await StartSiloAsync("first", port);
    }

    [Fact]
    public async Task Silos_with_certificates_of_one_authority_form_a_cluster()
    {
        using var second = await StartSiloAsync("second", FreePort.Take());

        var hosts = await second.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true);

        Assert.Equal(2, hosts.Count);
        await second.StopAsync();
    }

    [Fact]
    public async Task A_peer_with_a_silos_certificate_is_answered()
    {
        using var client = await ConnectAsync();
        await using var tls = await HandshakeAsync(client, silos!.Issue("peer.pem"));

        Assert.Equal(1, await tls.ReadAsync(new byte[1]).AsTask().WaitAsync(Patience));
    }

    [Fact]
    public async Task A_peer_that_speaks_plainly_is_cut_off()
    {
        using var client = await ConnectAsync();
        await client.GetStream().WriteAsync("no greeting of TLS, and longer than one"u8.ToArray());

        await ShouldBeCutOffAsync(client.GetStream());
    }

    [Fact]
    public Task A_peer_without_a_certificate_is_cut_off() => ShouldRefuseAsync(null);

    [Fact]
    public Task A_peer_of_another_authority_is_cut_off()
    {
        using var others = new SiloAuthority(folder.Path, "others");
        return ShouldRefuseAsync(others.Issue("other.pem"));
    }

    [Fact]
    public Task A_peer_whose_certificate_is_not_for_silos_is_cut_off() => ShouldRefuseAsync(silos!.Issue("web.pem", dnsName: "www.shop.example"));

    [Fact]
    public Task A_peer_whose_certificate_has_expired_is_cut_off() => ShouldRefuseAsync(silos!.Issue("old.pem", validForMinutes: -10));

    public async Task DisposeAsync()
    {
        if (silo is not null)
            await silo.StopAsync();
    }

    public void Dispose()
    {
        silo?.Dispose();
        redis?.Dispose();
        silos?.Dispose();
        folder.Dispose();
    }

    private async Task<IHost> StartSiloAsync(string name, int at)
    {
        var settings = SiloSettings.Write(folder.File($"{name}.json"), redis!.ConnectionString, redis.ConnectionString, at, silos!.Issue($"{name}.pem"), silos.File);
        var host = SiloHost.Build(settings, isAsking: true);
        await host.StartAsync();
        return host;
    }

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        return client;
    }

    private static async Task<SslStream> HandshakeAsync(TcpClient client, string? certificate)
    {
        var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "silo.ztsegment",
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.Issuer == "CN=silos",
            ClientCertificates = certificate is null ? [] : [X509Certificate2.CreateFromPemFile(certificate)],
        });
        return tls;
    }

    private async Task ShouldRefuseAsync(string? certificate)
    {
        using var client = await ConnectAsync();
        try
        {
            // In TLS 1.3 the client's part of the handshake ends before its certificate is judged.
            await using var tls = await HandshakeAsync(client, certificate);
            await ShouldBeCutOffAsync(tls);
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
        }
    }

    private static async Task ShouldBeCutOffAsync(Stream stream)
    {
        try
        {
            Assert.Equal(0, await stream.ReadAsync(new byte[1]).AsTask().WaitAsync(Patience));
        }
        catch (IOException)
        {
        }
    }
}
