using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using ZtSegment.Controller.Clustering;
using ZtSegment.Storage.Tests.Processes;
using ZtSegment.Storage.Tests.Sqlite;

namespace ZtSegment.Storage.Tests.Clustering;

public sealed class ClusterSettingsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void No_settings_are_one_silo_with_its_state_in_its_folder()
    {
        Assert.Null(Read("{}", out var problems));
        Assert.Empty(problems);
    }

    [Fact]
    public void What_is_not_said_has_the_defaults_that_are_documented()
    {
        File.WriteAllText(folder.File("silo.pem"), "");
        var settings = Read(
            $$"""
            { "Cluster": { "Redis": "redis:6379", "Address": "10.9.0.10", "Certificate": "{{folder.File("silo.pem")}}", "Authority": "{{folder.File("silo.pem")}}" },
              "Storage": { "Kind": "azureBlob", "Connection": "https://shop.blob.core.windows.net" } }
            """,
            out var problems);

        Assert.Empty(problems);
        Assert.Equal(
            new ClusterSettings(
                "ztsegment", "redis:6379", new IPEndPoint(IPAddress.Parse("10.9.0.10"), 11111), folder.File("silo.pem"), folder.File("silo.pem"), "silo.ztsegment",
                new StorageSettings(StorageKind.AzureBlob, "https://shop.blob.core.windows.net")),
            settings);
    }

    [Fact]
    public void All_that_is_wrong_is_told_at_once()
    {
        Read("""{ "Cluster": { "Address": "0.0.0.0", "Port": "70000", "Certificate": "/nowhere/silo.pem" }, "Storage": { "Kind": "Sqlite" } }""", out var problems);

        Assert.Equal(
            [
                "Cluster:Redis is missing; name a text",
                "Cluster:Address: `0.0.0.0` is not an IP address of this machine that the other silos reach",
                "Cluster:Port: `70000` is not a TCP port",
                "Cluster:Certificate: `/nowhere/silo.pem` is not a file that this user may read",
                "Cluster:Authority is missing; name a file that this user may read",
                "Storage:Kind: `Sqlite` is not AzureBlob, AzureTable, Redis",
                "Storage:Connection is missing; name a text",
            ],
            problems);
    }

    [Fact]
    public async Task A_Redis_that_may_lose_what_it_acknowledged_holds_no_state()
    {
        using var authority = new SiloAuthority(folder.Path, "silos");
        using var forgetful = await Redis.StartAsync(isDurable: false);
        using var host = SiloHost.Build(
            SiloSettings.Write(
                folder.File("silo.json"), forgetful.ConnectionString, forgetful.ConnectionString, FreePort.Take(), authority.Issue("silo.pem"), authority.File),
            isAsking: true);

        var refused = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());

        Assert.Contains("may lose what it acknowledged", refused.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private static ClusterSettings? Read(string json, out IReadOnlyList<string> problems)
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json));
        return ClusterSettings.Read(new ConfigurationBuilder().AddJsonStream(stream).Build(), out problems);
    }
}
