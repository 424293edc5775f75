using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Json;

namespace ZtSegment.Controller.Api;

/// <summary>The HTTP API: <c>/api/v1</c>, described at <c>/openapi/v1.json</c>.</summary>
internal static class ApiServices
{
    public static void AddApi(this IServiceCollection services)
    {
        services.AddProblemDetails();
        services.AddExceptionHandler<ApiErrors>();
        services.AddOpenApi("v1", options =>
        {
            options.ShouldInclude = endpoint => endpoint.RelativePath?.StartsWith("api/v1/", StringComparison.Ordinal) == true;
            options.AddDocumentTransformer((document, _, _) =>
            {
                (document.Info.Title, document.Info.Version) = ("ZtSegment controller", "v1");
                return Task.CompletedTask;
            });
        });
        services.Configure<JsonOptions>(json =>
        {
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
            json.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        });
        services.AddSingleton<PointSurvey>();
    }

    /// <summary>Every error is problem+json (RFC 9457), and none shows a stack.</summary>
    public static void UseApiErrors(this IApplicationBuilder app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
    }

    public static void MapApi(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/v1").AddEndpointFilter(Stamps.Filter).ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        PointEndpoints.Map(api);
        PlanEndpoints.Map(api);
        RevisionEndpoints.Map(api);
        EstateEndpoints.Map(api);
        EventEndpoints.Map(api);
        BackupEndpoints.Map(api);
        endpoints.MapOpenApi();
    }
}
