using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using ZtSegment.Azure.Rendering;

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
            json.WriteString("target", point.Target);
            if (point.Nsg is null)
                json.WriteString("workload", point.Workloads[0]);
            else
                WriteList(json, "workloads", point.Workloads);
            json.WriteString("file", point.File);
            json.WriteString("sha256", point.Sha256);
            if (point.Nsg is { } nsg)
                Write(json, nsg);
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

    private static void Write(Utf8JsonWriter json, NsgRendering nsg)
    {
        json.WriteStartObject("budget");
        json.WriteNumber("rules", nsg.Budget.Rules);
        json.WriteNumber("rulesLimit", NsgBudget.RulesLimit);
        json.WriteNumber("sourcePrefixes", nsg.Budget.SourcePrefixes);
        json.WriteNumber("sourcePrefixesLimit", NsgBudget.PrefixesLimit);
        json.WriteNumber("destinationPrefixes", nsg.Budget.DestinationPrefixes);
        json.WriteNumber("destinationPrefixesLimit", NsgBudget.PrefixesLimit);
        json.WriteNumber("ports", nsg.Budget.Ports);
        json.WriteNumber("portsLimit", NsgBudget.PortsLimit);
        json.WriteEndObject();
        if (nsg.Merged.IsEmpty)
            return;
        json.WriteStartArray("mergedRules");
        foreach (var rule in nsg.Merged)
        {
            json.WriteStartObject();
            json.WriteString("name", rule.Name);
            WriteList(json, "policies", rule.Policies);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteList(Utf8JsonWriter json, string name, ImmutableArray<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static string FileOf(JsonElement file) =>
        file.GetString() is { Length: > 0 } path && !path.Contains('\0') ? path : throw new FormatException("A `file` is no path.");

    /// <summary>What the manifest of a folder says of its files; null where it has none.</summary>
    /// <exception cref="WorldRefusedException">It is there, but is no manifest of ours.</exception>
    public static EarlierManifest? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return null;
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = json.RootElement;
            return new EarlierManifest(
                root.TryGetProperty("at", out var at) ? at.GetDateTimeOffset() : null,
                [.. root.GetProperty("enforcementPoints").EnumerateArray().Select(p => FileOf(p.GetProperty("file")))]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new WorldRefusedException($"{path} is no manifest that `ztseg render` wrote: {e.Message} Remove it, or render to another folder.");
        }
    }
}

/// <param name="At">The moment at which it was rendered, where that matters.</param>
/// <param name="Files">As <see cref="RenderedPoint.File"/>.</param>
internal sealed record EarlierManifest(DateTimeOffset? At, ImmutableArray<string> Files);

/// <param name="Name">The host, or the resource id of the network security group.</param>
/// <param name="Target">The folder of its file.</param>
/// <param name="File">Relative to the folder, with forward slashes.</param>
/// <param name="Nsg">Null for a Linux host.</param>
internal sealed record RenderedPoint(string Name, string Target, ImmutableArray<string> Workloads, string File, string Sha256, NsgRendering? Nsg = null)
{
    public const string Linux = "linux";
    public const string Azure = "azure";
}

internal sealed record PointNotRendered(string Name, string Target, string Reason);
