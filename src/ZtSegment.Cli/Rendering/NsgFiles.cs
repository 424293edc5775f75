using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using ZtSegment.Azure;

namespace ZtSegment.Cli.Rendering;

/// <summary>File names of NSG bodies, relative to the folder: <c>azure/&lt;name&gt;.json</c>; of several with one name each has a part of its id's hash.</summary>
internal static class NsgFiles
{
    private const int HashLength = 8;

    /// <summary>By resource id.</summary>
    public static Dictionary<string, string> Of(ImmutableArray<NsgPoint> points) => points
        .GroupBy(p => p.Name, StringComparer.OrdinalIgnoreCase)
        .SelectMany(alike => alike.Select(p => (p.Id, File: alike.Count() == 1 ? p.Name : $"{p.Name}-{HashOf(p.Id)}")))
        .ToDictionary(p => p.Id, p => $"{RenderedPoint.Azure}/{p.File}.json");

    private static string HashOf(string id) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id.ToLowerInvariant())))[..HashLength];
}
