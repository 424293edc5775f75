using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using ZtSegment.Cluster.Planning;
using ZtSegment.Cluster.View;

namespace ZtSegment.Controller.Api;

/// <summary>History: what was accepted, and going back to it.</summary>
internal static class RevisionEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/revisions", HistoryAsync).WithSummary("The revisions, the newest first; `after` names the number of the last one seen.").Produces<RevisionPage>();
        api.MapGet("/revisions/{number:long}", RevisionAsync).WithSummary("One revision.").Produces<RevisionAnswer>().ProducesProblem(404);
        api.MapGet("/revisions/{number:long}/plan", PlanAsync)
            .WithSummary("The plan that was accepted, as `plan --format json`, or its numbers alone where it has too many flows.").Produces(200, contentType: "application/json").ProducesProblem(404);
        api.MapPost("/revisions/{number:long}/rollback", RollbackAsync)
            .WithSummary("Propose its documents again as a new revision; answers and stages the plan.").Produces(200, contentType: "application/json").ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        api.MapGet("/documents", DocumentsAsync).WithSummary("The documents of every source, of the newest revision or of the one that is named.").Produces<DocumentsAnswer>().ProducesProblem(404);
    }

    private static async Task<IResult> HistoryAsync(RevisionPlanner planner, EstateView view, CancellationToken cancellation, int? limit = null, string? after = null)
    {
        var paging = Paging.Of(limit, after);
        long? before = after is null ? null
            : long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw new InvalidRequestException($"after is `{after}`: it is a revision's number");
        var found = await planner.HistoryAsync(before, paging.Limit + 1, cancellation);
        var page = found.Take(paging.Limit).Select(RevisionAnswer.Of).ToImmutableArray();
        return Results.Ok(new RevisionPage(view.Current.Head.Revision, Stamps.Facts(view.Current), page, found.Length > page.Length ? $"{page[^1].Number}" : null));
    }

    private static async Task<IResult> RevisionAsync(long number, RevisionPlanner planner, CancellationToken cancellation) =>
        await planner.FindAsync(number, cancellation) is { } revision ? Results.Ok(RevisionAnswer.Of(revision)) : Unknown(number);

    private static async Task<IResult> PlanAsync(long number, RevisionPlanner planner, CancellationToken cancellation) =>
        await planner.FindAsync(number, cancellation) is { } revision ? Results.Bytes(await planner.PlanOfAsync(revision), "application/json") : Unknown(number);

    private static async Task<IResult> RollbackAsync(
        long number, RevisionPlanner planner, CancellationToken cancellation,
        string? author = null, string? message = null, bool allowShrink = false, bool allowManagementChange = false)
    {
        if (await planner.FindAsync(number, cancellation) is null)
            return Unknown(number);
        return PlanEndpoints.Answer(await planner.PlanRollbackAsync(
            number, PlanEndpoints.Text(author, nameof(author)), PlanEndpoints.Text(message, nameof(message)), new PlanAllowances(allowShrink, allowManagementChange), cancellation));
    }

    private static async Task<IResult> DocumentsAsync(RevisionPlanner planner, EstateView view, CancellationToken cancellation, long? revision = null)
    {
        var newest = await planner.HistoryAsync(null, 1, cancellation);
        var wanted = revision is { } number ? await planner.FindAsync(number, cancellation) : newest.FirstOrDefault();
        if (wanted is null && revision is not null)
            return Unknown(revision.Value);
        var sources = wanted is null ? [] : await planner.DocumentsOfAsync(wanted);
        return Results.Ok(new DocumentsAnswer(wanted?.Number ?? 0, Stamps.Facts(view.Current), [.. sources.Select(s => new SourceAnswer(
            s.Source, [.. s.Files.Select(f => new FileAnswer(f.File[(s.Source.Length + 1)..], Encoding.UTF8.GetString(f.Utf8.Span)))]))]));
    }

    private static IResult Unknown(long number) => ApiProblems.NotFound($"there is no revision {number}");
}
