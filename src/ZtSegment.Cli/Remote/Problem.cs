using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using ZtSegment.Language;

namespace ZtSegment.Cli.Remote;

/// <summary>An error as a controller tells it: problem+json (RFC 9457), with diagnostics where documents are at fault.</summary>
/// <param name="Plan">The plan that is refused, or the fresh one where the plan was stale.</param>
/// <param name="Hash">Of that plan, where it is staged.</param>
internal sealed record Problem(string? Title, string? Detail, ImmutableArray<RemoteDiagnostic> Diagnostics, JsonElement? Plan, string? Hash)
{
    [JsonIgnore]
    public string Said => Detail ?? Title ?? "no reason given";

    /// <summary>Null where it is no such answer.</summary>
    public static Problem? Parse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, RemoteJson.Default.Problem) is { Title: not null } problem ? problem : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <param name="place">Where a file that was sent stands here.</param>
    public ImmutableArray<Diagnostic> DiagnosticsAt(Func<string, string> place) => Diagnostics.IsDefault ? [] : [.. Diagnostics.Select(d => d.At(place(d.File)))];
}

/// <summary>A diagnostic in the shape of <c>validate --format json</c>.</summary>
internal sealed record RemoteDiagnostic(string Code, string Severity, string File, int Line, int Column, string Message, string Remedy, int? Count)
{
    public Diagnostic At(string file) => new(
        Code,
        Severity switch { "error" => Language.Severity.Error, "warning" => Language.Severity.Warning, _ => Language.Severity.Note },
        new SourcePosition(file, Line, Column), Message, Remedy, Count ?? 1);
}
