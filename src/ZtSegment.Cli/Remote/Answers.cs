using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZtSegment.Cli.Remote;

/// <summary>What a controller answers, as far as commands read it.</summary>
internal sealed record StatusPage(
    long Revision, RemoteFreeze? Frozen, ImmutableSortedDictionary<string, int> Counts, ImmutableArray<RemotePoint> Points, string? Next);

internal sealed record RemoteFreeze(string By, string Reason, DateTimeOffset Since);

/// <param name="State">As the controller's contract names it: proved, pushed, failed, ...</param>
internal sealed record RemotePoint(
    string Point,
    string Kind,
    string Name,
    ImmutableArray<string> Workloads,
    string State,
    long Revision,
    RemoteGeneration Desired,
    RemoteGeneration Observed,
    DateTimeOffset? ProvedAt,
    DateTimeOffset? PushedAt,
    RemoteError? LastError,
    RemoteHold? Held,
    bool Connected,
    ImmutableArray<string> WaitsFor);

internal sealed record RemoteGeneration(long Generation, string? Hash);

internal sealed record RemoteError(string Message, DateTimeOffset? At);

internal sealed record RemoteHold(string By, string Reason, DateTimeOffset Since, DateTimeOffset? Until);

internal sealed record RevisionPage(ImmutableArray<RemoteRevision> Revisions, string? Next);

internal sealed record RemoteRevision(
    long Number, DateTimeOffset At, string Author, string AcceptedBy, string Message, string Plan, long? RollbackOf, ImmutableArray<string> Sources);

internal sealed record Accepted(long Revision);

internal sealed record RemoteDocuments(long Revision, ImmutableArray<RemoteSource> Sources);

internal sealed record RemoteSource(string Name, ImmutableArray<RemoteFile> Files);

internal sealed record RemoteFile(string Path, string Text);

internal sealed record HoldRequest(string Reason, DateTimeOffset? Until);

internal sealed record FreezeRequest(string Reason);

/// <summary>Made when this is built, so that commands start as quickly as those that ask nobody.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Accepted))]
[JsonSerializable(typeof(FreezeRequest))]
[JsonSerializable(typeof(HoldRequest))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(RemoteDocuments))]
[JsonSerializable(typeof(RemotePoint))]
[JsonSerializable(typeof(RemoteRevision))]
[JsonSerializable(typeof(RevisionPage))]
[JsonSerializable(typeof(StatusPage))]
internal sealed partial class RemoteJson : JsonSerializerContext;
