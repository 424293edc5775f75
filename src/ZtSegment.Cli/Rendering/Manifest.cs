using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace ZtSegment.Cli.Rendering;

/// <summary>What a folder of rulesets holds: <c>manifest.json</c>.</summary>
/// <param name="At">The moment that kernel timeouts count from; null where no ruleset has one, so that equal inputs give equal bytes.</param>
/// <param name="NotRendered">Enforcement points without a ruleset, each with why.</param>
internal sealed record Manifest(DateTimeOffset? At, ImmutableArray<RenderedPoint> Rendered, ImmutableArray<PointNotRendered> NotRendered)
{
    public const string FileName = "manifest.json";

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (At is { } at)
            json.WriteString("at", at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        json.WriteStartArray("enforcementPoints");
        foreach (var point in Rendered)
        {
            json.WriteStartObject();
            json.WriteString("name", point.Name);
            json.WriteString("target", "linux");
            json.WriteString("workload", point.Workload);
            json.WriteString("file", point.File);
            json.WriteString("sha256", point.Sha256);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("notRendered");
        foreach (var point in NotRendered)
        {
            json.WriteStartObject();
            json.WriteString("name", point.Name);
            json.WriteString("target", point.Target);
            json.WriteString("reason", point.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The manifest of a folder; null where it has none.</summary>
    /// <exception cref="WorldRefusedException">It is there, but is no manifest of ours.</exception>
    public static Manifest? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return null;
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = json.RootElement;
            return new Manifest(
                root.TryGetProperty("at", out var at) ? at.GetDateTimeOffset() : null,
                [.. root.GetProperty("enforcementPoints").EnumerateArray().Select(p => new RenderedPoint(
                    Text(p, "name"), Text(p, "workload"), Text(p, "file"), Text(p, "sha256")))],
                [.. root.GetProperty("notRendered").EnumerateArray().Select(p => new PointNotRendered(
                    Text(p, "name"), Text(p, "target"), Text(p, "reason")))]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new WorldRefusedException($"{path} is no manifest that `ztseg render` wrote: {e.Message} Remove it, or render to another folder.");
        }
    }

    private static string Text(JsonElement element, string property) => element.GetProperty(property).GetString()!;
}

/// <param name="File">Relative to the folder, with forward slashes.</param>
internal sealed record RenderedPoint(string Name, string Workload, string File, string Sha256);

internal sealed record PointNotRendered(string Name, string Target, string Reason);
