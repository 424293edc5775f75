using ZtSegment.Cluster.Contracts;
using ZtSegment.Cluster.Planning;
using ZtSegment.Cluster.View;
using ZtSegment.Controller.Hosting;

namespace ZtSegment.Controller.Api;

/// <summary>Enforcement points: how they are, and holding them.</summary>
internal static class PointEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/status", StatusAsync).WithSummary("How each enforcement point is: desired, observed, proved, state, last error, held.").Produces<StatusAnswer>();
        api.MapGet("/points/{kind}/{name}", PointAsync).WithSummary("How one enforcement point is.").Produces<PointAnswer>().ProducesProblem(404);
        api.MapPost("/points/{kind}/{name}/hold", HoldAsync).WithSummary("Push nothing to it until then.").Produces<PointAnswer>().ProducesProblem(404);
        api.MapDelete("/points/{kind}/{name}/hold", ReleaseAsync).WithSummary("End the hold.").Produces<PointAnswer>().ProducesProblem(404);
        api.MapPut("/freeze", FreezeAsync).WithSummary("Stop all pushes but those of quarantine.").Produces<HeadAnswer>();
        api.MapDelete("/freeze", UnfreezeAsync).WithSummary("Let pushes go on.").Produces<HeadAnswer>();
    }

    private static async Task<IResult> StatusAsync(PointSurvey survey, string? state = null, string? host = null, int? limit = null, string? after = null)
    {
        var paging = Paging.Of(limit, after);
        if (state is not null && !Enum.GetValues<PointState>().Any(s => PointSurvey.Survey.Word(s) == state))
            throw new InvalidRequestException($"state is `{state}`: it is one of {string.Join(", ", Enum.GetValues<PointState>().Select(PointSurvey.Survey.Word))}");
        var now = await survey.GetAsync();
        var (points, next) = paging.Page(
            now.Points.Where(p => (state is null || PointSurvey.Survey.Word(p.State) == state) && (host is null || (p.Kind == "linux" && p.Name == host))), p => p.Point);
        return Results.Ok(new StatusAnswer(now.Estate!.Head.Revision, Stamps.Facts(now.Estate), FreezeAnswer.Of(now.Estate.Head), now.Counts, points, next));
    }

    private static Task<IResult> PointAsync(string kind, string name, EstateView view, IGrainFactory grains) =>
        OfDeclaredAsync(kind, name, view, grains, async point => await point.GetStatusAsync());

    private static Task<IResult> HoldAsync(string kind, string name, HoldRequest hold, HttpContext context, EstateView view, IGrainFactory grains, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        if (hold.Until <= now)
            throw new InvalidRequestException($"until is {hold.Until:O}, which is over");
        return OfDeclaredAsync(kind, name, view, grains, point => point.HoldAsync(new Hold(By(context), Reason(hold.Reason), now, hold.Until)));
    }

    private static Task<IResult> ReleaseAsync(string kind, string name, HttpContext context, EstateView view, IGrainFactory grains) =>
        OfDeclaredAsync(kind, name, view, grains, point => point.ReleaseAsync(By(context)));

    private static async Task<IResult> FreezeAsync(FreezeRequest request, HttpContext context, EstateFreeze freeze, EstateView view, CancellationToken cancellation) =>
        await AnswerAsync(await freeze.FreezeAsync(By(context), Reason(request.Reason), cancellation), view, cancellation);

    private static async Task<IResult> UnfreezeAsync(EstateFreeze freeze, EstateView view, CancellationToken cancellation) =>
        await AnswerAsync(await freeze.LiftAsync(), view, cancellation);

    /// <summary>Grains of points that nobody declares are not woken: names would be made up without end.</summary>
    private static async Task<IResult> OfDeclaredAsync(
        string kind, string name, EstateView view, IGrainFactory grains, Func<IEnforcementPointGrain, Task<PointStatus>> ask)
    {
        var written = Uri.UnescapeDataString(name);
        var key = kind switch
        {
            "linux" => GrainKeys.LinuxPoint(written),
            "azure" => GrainKeys.AzurePoint(written),
            _ => throw new InvalidRequestException($"`{kind}` is no kind of enforcement point: it is linux or azure"),
        };
        return view.Current.Revision.Points.ContainsKey(key)
            ? Results.Ok(PointAnswer.Of(await ask(grains.GetGrain<IEnforcementPointGrain>(key))))
            : ApiProblems.NotFound($"no workload declares the enforcement point {key}");
    }

    /// <summary>Who asks next sees it.</summary>
    private static async Task<IResult> AnswerAsync(IntentHead head, EstateView view, CancellationToken cancellation)
    {
        await view.ReachAsync(head.Number, cancellation);
        return Results.Ok(new HeadAnswer(head.Revision, FreezeAnswer.Of(head)));
    }

    private static string By(HttpContext context) => context.User.Identity?.Name ?? TokenAuthentication.Administrator;

    private static string Reason(string? reason) => reason is { Length: > 0 and <= 1000 } ? reason : throw new InvalidRequestException("a reason is needed, of at most 1,000 characters: somebody will meet this");
}
