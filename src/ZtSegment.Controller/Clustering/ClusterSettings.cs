using System.Net;
using Microsoft.Extensions.Configuration;

namespace ZtSegment.Controller.Clustering;

/// <summary>Where the silos of one controller meet, and where they keep state: the sections <c>Cluster</c> and <c>Storage</c> of the settings file.</summary>
/// <param name="Id">Silos of one id are one controller.</param>
/// <param name="Redis">Where they meet: a connection string of StackExchange.Redis.</param>
/// <param name="Endpoint">Where this silo listens for the others, and how they reach it.</param>
/// <param name="Certificate">A PEM file: this silo's certificate, as the authority issued it, and its key. Read again when it changes.</param>
/// <param name="Authority">A PEM file: the root whose certificates silos have.</param>
/// <param name="SiloName">A DNS name that every silo's certificate must have, so that no other certificate of that authority makes a silo.</param>
internal sealed record ClusterSettings(string Id, string Redis, IPEndPoint Endpoint, string Certificate, string Authority, string SiloName, StorageSettings Storage)
{
    /// <summary>Null where the settings tell of no cluster: then a controller is one silo, with its state in its folder.</summary>
    /// <param name="settings">The settings file.</param>
    /// <param name="problems">All that is wrong; empty where it can be used.</param>
    public static ClusterSettings? Read(IConfiguration settings, out IReadOnlyList<string> problems)
    {
        var found = new SectionReader(settings.GetSection("Cluster"));
        var storage = new SectionReader(settings.GetSection("Storage"));
        problems = [];
        if (!found.Exists && !storage.Exists)
            return null;
        var (id, redis) = (found.Text("Id", "ztsegment"), found.Text("Redis"));
        var address = found.Value("Address", OwnAddress, "an IP address of this machine that the other silos reach");
        var port = found.Value("Port", ushort.Parse, "a TCP port", "11111");
        var read = new ClusterSettings(
            id,
            redis,
            new IPEndPoint(address ?? IPAddress.None, port),
            found.File("Certificate"),
            found.File("Authority"),
            found.Text("SiloName", "silo.ztsegment"),
            new StorageSettings(
                storage.Value("Kind", KindOf, string.Join(", ", Enum.GetNames<StorageKind>())), storage.Text("Connection")));
        problems = [.. found.Problems, .. storage.Problems];
        return read;
    }

    private static StorageKind KindOf(string text) => Enum.GetNames<StorageKind>().FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } name
        ? Enum.Parse<StorageKind>(name)
        : throw new FormatException();

    private static IPAddress OwnAddress(string text) => IPAddress.Parse(text) is var address && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any)
        ? address
        : throw new FormatException();
}

/// <param name="Connection">A connection string, or for Azure the service's https address (then the machine's identity is used).</param>
internal sealed record StorageSettings(StorageKind Kind, string Connection);

/// <summary>Storages that several silos can share.</summary>
internal enum StorageKind
{
    AzureBlob,
    AzureTable,
    Redis,
}
