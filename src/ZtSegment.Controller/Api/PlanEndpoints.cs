using Microsoft.AspNetCore.Http.Metadata;
using ZtSegment.Cluster.Contracts;
using ZtSegment.Cluster.Planning;
using ZtSegment.Cluster.View;
using ZtSegment.Controller.Hosting;
using ZtSegment.Flows.Plan;

namespace ZtSegment.Controller.Api;

/// <summary>Plans: proposing documents, looking at what waits, accepting exactly that.</summary>
internal static class PlanEndpoints
{
    private const int LongestText = 4000;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPut("/sources/{name}/plan", ProposeAsync)
            .WithSummary("Propose documents in place of those of one source; answers and stages the plan, as `plan --format json`.")
            .Accepts<DocumentsRequest>("application/json", "application/gzip").WithMetadata(new LargeBody())
            .Produces(200, contentType: "application/json").ProducesProblem(400).ProducesProblem(409).ProducesProblem(422);
        api.MapGet("/plans", StagedAsync).WithSummary("The plans that wait for acceptance, by hash.").Produces<StagedPage>();
        api.MapGet("/plans/{hash}", PlanAsync).WithSummary("A plan that waits, as `plan --format json`.").Produces(200, contentType: "application/json").ProducesProblem(404);
        api.MapPost("/plans/{hash}/accept", AcceptAsync)
            .WithSummary("Make this plan the newest revision, if it still is what it was when it was staged.").Produces<AcceptedAnswer>().ProducesProblem(404).ProducesProblem(409);
        api.MapPost("/plans/{hash}/reject", RejectAsync).WithSummary("Take a staged plan away.").Produces(204).ProducesProblem(404);
    }

    /// <summary>The plan, where it was staged; else why it was not.</summary>
    public static IResult Answer(PlanOutcome outcome)
    {
        var plan = outcome.Plan is { } made ? Json(made) : null;
        return outcome.Staged is null ? ApiProblems.NotStaged(outcome, plan) : Results.Bytes(plan!, "application/json");
    }

    /// <exception cref="InvalidRequestException">It is too long.</exception>
    public static string Text(string? given, string name) =>
        given is null or { Length: <= LongestText } ? given ?? "" : throw new InvalidRequestException($"{name} is longer than {LongestText} characters");

    private static async Task<IResult> ProposeAsync(
        string name, HttpRequest request, RevisionPlanner planner, CancellationToken cancellation,
        string? author = null, string? message = null, bool allowShrink = false, bool allowManagementChange = false)
    {
        var documents = await ProposedDocuments.ReadAsync(name, request, cancellation);
        return Answer(await planner.PlanAsync(
            documents, Text(author, nameof(author)), Text(message, nameof(message)), new PlanAllowances(allowShrink, allowManagementChange), cancellation));
    }

    private static async Task<IResult> StagedAsync(IGrainFactory grains, EstateView view, int? limit = null, string? after = null)
    {
        var staged = await grains.GetGrain<IIntentGrain>(GrainKeys.Intent).GetStagedAsync();
        var (plans, next) = Paging.Of(limit, after).Page(staged.Select(StagedAnswer.Of).OrderBy(p => p.Hash, StringComparer.Ordinal), p => p.Hash);
        return Results.Ok(new StagedPage(view.Current.Head.Revision, Stamps.Facts(view.Current), plans, next));
    }

    private static async Task<IResult> PlanAsync(string hash, IGrainFactory grains, RevisionPlanner planner) =>
        (await grains.GetGrain<IIntentGrain>(GrainKeys.Intent).GetStagedAsync()).FirstOrDefault(p => p.Hash == hash) is { } staged
            ? Results.Bytes(await planner.PlanOfAsync(staged), "application/json")
            : Unknown(hash);

    private static async Task<IResult> AcceptAsync(string hash, HttpContext context, RevisionPlanner planner, EstateView view, CancellationToken cancellation)
    {
        var acceptance = await planner.AcceptAsync(hash, context.User.Identity?.Name ?? TokenAuthentication.Administrator, cancellation);
        // Who asks next sees it.
        await view.ReachAsync(acceptance.Head.Number, cancellation);
        return acceptance.Verdict switch
        {
            AcceptVerdict.Accepted => Results.Ok(new AcceptedAnswer(acceptance.Head.Revision)),
            AcceptVerdict.Stale => ApiProblems.Stale(acceptance.Fresh, acceptance.Fresh?.Plan is { } fresh ? Json(fresh) : null),
            _ => Unknown(hash),
        };
    }

    private static async Task<IResult> RejectAsync(string hash, RejectRequest reject, HttpContext context, IGrainFactory grains) =>
        await grains.GetGrain<IIntentGrain>(GrainKeys.Intent).RejectAsync(hash, context.User.Identity?.Name ?? TokenAuthentication.Administrator, Text(reject.Reason, "reason"))
            ? Results.NoContent()
            : Unknown(hash);

    private static IResult Unknown(string hash) => ApiProblems.NotFound($"no plan {hash} waits: it was accepted as another revision, rejected, or never staged; plan again");

    private static byte[] Json(FlowPlan plan)
    {
        using var json = new MemoryStream();
        PlanJson.Write(plan, json);
        return json.ToArray();
    }

    private sealed class LargeBody : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => ProposedDocuments.MostBytes;
    }
}
