using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ZtSegment.Cluster.Contracts;
using ZtSegment.Language;

namespace ZtSegment.Controller.Api;

/// <summary>The enforcement points, or those of a page.</summary>
/// <param name="Revision">The newest revision.</param>
/// <param name="Facts">What facts the answer stands on; equal texts, equal facts.</param>
/// <param name="Counts">Of all points, by state.</param>
/// <param name="Next">What to name as <c>after</c> for the next page; null: this is the last.</param>
internal sealed record StatusAnswer(
    long Revision, string Facts, FreezeAnswer? Frozen, ImmutableSortedDictionary<string, int> Counts, ImmutableArray<PointAnswer> Points, string? Next);

/// <param name="Point">Its key: <c>linux/HOST</c> or <c>azure/RESOURCE ID</c>.</param>
/// <param name="Revision">That it was looked at with.</param>
/// <param name="ProvedAt">When what was read back last was equal in meaning to what was desired then.</param>
/// <param name="WaitsFor">Points whose losses must be in force first.</param>
internal sealed record PointAnswer(
    string Point,
    string Kind,
    string Name,
    ImmutableArray<string> Workloads,
    PointState State,
    long Revision,
    GenerationAnswer Desired,
    GenerationAnswer Observed,
    DateTimeOffset? ProvedAt,
    DateTimeOffset? PushedAt,
    ErrorAnswer? LastError,
    HoldAnswer? Held,
    bool Connected,
    ImmutableArray<string> WaitsFor)
{
    public static PointAnswer Of(PointStatus status)
    {
        var slash = status.Point.IndexOf('/');
        return new PointAnswer(
            status.Point, status.Point[..slash], status.Point[(slash + 1)..], status.Workloads, status.State, status.Stamp.Revision,
            new GenerationAnswer(status.DesiredGeneration, status.DesiredHash), new GenerationAnswer(status.ObservedGeneration, status.ObservedHash),
            status.ProvedAt, status.PushedAt, status.LastError is { } error ? new ErrorAnswer(error, status.LastErrorAt) : null,
            status.Held is { } hold ? new HoldAnswer(hold.By, hold.Reason, hold.Since, hold.Until) : null, status.IsConnected, status.WaitsFor);
    }
}

/// <param name="Generation">0: none yet.</param>
/// <param name="Hash">Of the ruleset.</param>
internal sealed record GenerationAnswer(long Generation, string? Hash);

internal sealed record ErrorAnswer(string Message, DateTimeOffset? At);

internal sealed record HoldAnswer(string By, string Reason, DateTimeOffset Since, DateTimeOffset? Until);

/// <param name="Until">Null: until it is released.</param>
internal sealed record HoldRequest(string Reason, DateTimeOffset? Until);

internal sealed record FreezeAnswer(string By, string Reason, DateTimeOffset Since)
{
    public static FreezeAnswer? Of(IntentHead head) => head.Freeze is { } freeze ? new FreezeAnswer(freeze.By, freeze.Reason, freeze.Since) : null;
}

internal sealed record FreezeRequest(string Reason);

/// <param name="Frozen">Null: pushes go on.</param>
internal sealed record HeadAnswer(long Revision, FreezeAnswer? Frozen);

/// <summary>The documents of one source.</summary>
internal sealed record DocumentsRequest(ImmutableArray<FileAnswer> Files);

/// <param name="Path">Inside its source.</param>
internal sealed record FileAnswer(string Path, string Text);

internal sealed record SourceAnswer(string Name, ImmutableArray<FileAnswer> Files);

internal sealed record DocumentsAnswer(long Revision, string Facts, ImmutableArray<SourceAnswer> Sources);

/// <summary>A plan that waits for acceptance.</summary>
/// <param name="Source">Whose documents it replaces; empty for a rollback.</param>
internal sealed record StagedAnswer(
    string Hash, long BaseRevision, string Source, string Author, string Message, DateTimeOffset StagedAt, long? RollbackOf)
{
    public static StagedAnswer Of(StagedPlan plan) =>
        new(plan.Hash, plan.BaseRevision, plan.Source, plan.Author, plan.Message, plan.StagedAt, plan.RollbackOf);
}

internal sealed record StagedPage(long Revision, string Facts, ImmutableArray<StagedAnswer> Plans, string? Next);

internal sealed record RejectRequest(string Reason);

internal sealed record AcceptedAnswer(long Revision);

/// <param name="Plan">The hash of the plan that was accepted.</param>
/// <param name="Author">Who proposed it, as they said.</param>
internal sealed record RevisionAnswer(
    long Number, DateTimeOffset At, string Author, string AcceptedBy, string Message, string Plan, long? RollbackOf, ImmutableArray<string> Sources)
{
    public static RevisionAnswer Of(Revision r) => new(r.Number, r.At, r.Author, r.AcceptedBy, r.Message, r.Plan, r.RollbackOf, [.. r.Sources.Keys]);
}

internal sealed record RevisionPage(long Revision, string Facts, ImmutableArray<RevisionAnswer> Revisions, string? Next);

/// <param name="Addresses">Own addresses that are known, virtual ones included.</param>
/// <param name="Labels">Declared and reported ones.</param>
internal sealed record WorkloadAnswer(
    string Name, ImmutableArray<string> Addresses, ImmutableSortedDictionary<string, string> Labels, ImmutableArray<string> Points, bool Quarantined);

internal sealed record WorkloadPage(long Revision, string Facts, ImmutableArray<WorkloadAnswer> Workloads, string? Next);

/// <summary>The facts of one workload: the words of the facts file, and the number of the write that made them.</summary>
internal sealed record FactsAnswer(
    string Workload, long Version, bool? Compliant, string? Risk, bool Quarantined, ImmutableArray<string> Addresses, ImmutableSortedDictionary<string, string> Labels)
{
    public static FactsAnswer Of(VersionedFacts f) =>
        new(f.Workload, f.Version, f.Facts.Compliant, f.Facts.Risk, f.Facts.Quarantined, f.Facts.Addresses, f.Facts.Labels);
}

/// <summary>What somebody learned of a workload: what is left out stays as it is, and null makes <c>compliant</c> or <c>risk</c> unknown.</summary>
/// <param name="Risk">low, medium, high or critical.</param>
internal sealed record FactsRequest(
    bool? Compliant, string? Risk, bool? Quarantined, ImmutableArray<string>? Addresses, ImmutableSortedDictionary<string, string>? Labels);

/// <summary>A diagnostic in the shape of <c>validate --format json</c>.</summary>
internal sealed record DiagnosticAnswer(
    string Code, string Severity, string File, int Line, int Column, string Message, string Remedy,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Count)
{
    public static DiagnosticAnswer Of(Diagnostic d) => new(
        d.Code, d.Severity.ToString().ToLowerInvariant(), d.Position.File, d.Position.Line, d.Position.Column, d.Message, d.Remedy, d.Count > 1 ? d.Count : null);
}

internal sealed record DiagnosticsAnswer(long Revision, string Facts, ImmutableArray<DiagnosticAnswer> Diagnostics);
