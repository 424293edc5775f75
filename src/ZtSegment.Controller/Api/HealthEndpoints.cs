using ZtSegment.Controller.Hosting;

namespace ZtSegment.Controller.Api;

/// <summary>For whoever watches the process: without a token, and without details.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/healthz", () => "ok\n").AllowAnonymous().ExcludeFromDescription();
        endpoints.MapGet("/readyz", (Readiness readiness) => readiness.IsReady
            ? Results.Text("ready\n")
            : Results.Text("not ready\n", statusCode: StatusCodes.Status503ServiceUnavailable)).AllowAnonymous().ExcludeFromDescription();
    }
}
