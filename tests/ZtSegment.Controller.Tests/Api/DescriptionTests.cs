using System.Text.Json.Nodes;

namespace ZtSegment.Controller.Tests.Api;

public sealed class DescriptionTests(ControllerProcess controller) : IClassFixture<ControllerProcess>
{
    /// <summary>What clients rely on: a line that goes is a broken client.</summary>
    private static readonly string[] Promised =
    [
        "DELETE /api/v1/freeze", "DELETE /api/v1/points/{kind}/{name}/hold", "GET /api/v1/diagnostics", "GET /api/v1/documents", "GET /api/v1/events",
        "GET /api/v1/facts", "GET /api/v1/flows", "GET /api/v1/plans", "GET /api/v1/plans/{hash}", "GET /api/v1/points/{kind}/{name}",
        "GET /api/v1/revisions", "GET /api/v1/revisions/{number}", "GET /api/v1/revisions/{number}/plan", "GET /api/v1/segments/{name}/flows",
        "GET /api/v1/status", "GET /api/v1/workloads", "GET /api/v1/workloads/{name}/facts", "GET /api/v1/workloads/{name}/flows",
        "PATCH /api/v1/workloads/{name}/facts", "POST /api/v1/backups", "POST /api/v1/plans/{hash}/accept", "POST /api/v1/plans/{hash}/reject",
        "POST /api/v1/points/{kind}/{name}/hold", "POST /api/v1/revisions/{number}/rollback", "PUT /api/v1/freeze", "PUT /api/v1/sources/{name}/plan",
    ];

    [Fact]
    public async Task The_description_names_every_resource()
    {
        var paths = JsonNode.Parse(await controller.Client.GetStringAsync("/openapi/v1.json"))!["paths"]!.AsObject();

        Assert.Equal(Promised, paths.SelectMany(p => p.Value!.AsObject().Select(o => $"{o.Key.ToUpperInvariant()} {p.Key}")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_description_tells_the_shape_of_a_point()
    {
        var point = JsonNode.Parse(await controller.Client.GetStringAsync("/openapi/v1.json"))!["components"]!["schemas"]!["PointAnswer"]!["properties"]!.AsObject();

        Assert.Superset(new HashSet<string> { "point", "state", "desired", "observed", "provedAt", "lastError", "held" }, point.Select(p => p.Key).ToHashSet());
    }
}
