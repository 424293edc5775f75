using ZtSegment.Cluster.Contracts;
using ZtSegment.Cluster.View;

namespace ZtSegment.Controller.Api;

/// <summary>What every answer says that it stands on.</summary>
internal static class Stamps
{
    private const string Revision = "ZtSegment-Revision";
    private const string FactsHeader = "ZtSegment-Facts";

    /// <summary>Sixteen hexadecimal digits: JSON's numbers lose some of 64 bits.</summary>
    public static string Facts(EstateStamp stamp) => $"{stamp.Facts:x16}";

    public static string Facts(EstateSnapshot estate) => Facts(estate.Stamp);

    /// <summary>In headers, so that errors and streams say it too; and until the view is complete, nothing is answered.</summary>
    public static async ValueTask<object?> Filter(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var view = context.RequestServices.GetRequiredService<EstateView>();
        if (!view.IsReady)
        {
            context.Response.Headers.RetryAfter = "1";
            return Results.Problem("what was stored is still being read", statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        context.Response.OnStarting(() =>
        {
            context.Response.Headers[Revision] = $"{view.Current.Head.Revision}";
            context.Response.Headers[FactsHeader] = Facts(view.Current);
            return Task.CompletedTask;
        });
        return await next(invocation);
    }
}
