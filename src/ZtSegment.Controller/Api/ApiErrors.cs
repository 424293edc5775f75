using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using ZtSegment.Cluster.Contracts;

namespace ZtSegment.Controller.Api;

/// <summary>Answers exceptions as problems: those that a request caused with what would be right, all others without details, which are logged.</summary>
internal sealed partial class ApiErrors(IProblemDetailsService problems, ILogger<ApiErrors> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        var (status, detail) = exception switch
        {
            InvalidRequestException e => (StatusCodes.Status400BadRequest, e.Message),
            BadHttpRequestException e => (e.StatusCode, e.Message),
            InvalidFactsException e => (StatusCodes.Status422UnprocessableEntity, e.Message),
            Flows.Plan.PlanTooWideException e => (StatusCodes.Status422UnprocessableEntity, e.Message),
            TimeoutException or SiloUnavailableException => (StatusCodes.Status503ServiceUnavailable, "the cluster did not answer in time; ask again"),
            _ => (StatusCodes.Status500InternalServerError, "the controller failed; its log says more, by the traceId"),
        };
        if (status >= 500)
            LogFailed(log, context.Request.Method, context.Request.Path, exception);
        context.Response.StatusCode = status;
        return await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = context,
            ProblemDetails = new ProblemDetails { Status = status, Detail = detail },
        });
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void LogFailed(ILogger log, string method, PathString path, Exception error);
}
