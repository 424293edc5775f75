using System.Text.Json;

namespace ZtSegment.Storage.Tests.Clustering;

/// <summary>Settings files of silos on loopback, as an operator writes them.</summary>
internal static class SiloSettings
{
    public static string Write(string path, string redis, string storage, int port, string certificate, string authority)
    {
        File.WriteAllText(path, JsonSerializer.Serialize(new
        {
            Cluster = new { Redis = redis, Address = "127.0.0.1", Port = port, Certificate = certificate, Authority = authority },
            Storage = new { Kind = "Redis", Connection = storage },
        }));
        return path;
    }
}
