using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace ZtSegment.Controller.Tests.Api;

/// <summary>A controller that has the small estate.</summary>
public sealed class ShopController : IAsyncLifetime
{
    public ControllerProcess Process { get; } = new();

    public async Task InitializeAsync()
    {
        await Process.InitializeAsync();
        await Process.Client.ApplyAsync("shop", ("shop.yaml", SmallEstate.Documents + SmallEstate.Policy("web-to-db", "5432/tcp")));
    }

    public Task DisposeAsync() => Process.DisposeAsync();
}

public sealed class EstateApiTests(ShopController controller) : IClassFixture<ShopController>
{
    private readonly HttpClient client = controller.Process.Client;

    [Fact]
    public async Task Status_is_read_page_by_page()
    {
        var first = await client.JsonAsync("status?limit=2");
        var second = await client.JsonAsync($"status?limit=2&after={first["next"]}");

        Assert.Equal(["linux/db-1", "linux/web-1", "linux/web-2"], first["points"]!.AsArray().Concat(second["points"]!.AsArray()).Select(p => $"{p!["point"]}"));
        Assert.Null(second["next"]);
        Assert.Equal(3, first["counts"]!["unreachable"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("state=unreachable", 3)]
    [InlineData("state=proved", 0)]
    [InlineData("host=db-1", 1)]
    public async Task Status_takes_filters(string filter, int expected) =>
        Assert.Equal(expected, (await client.JsonAsync($"status?{filter}"))["points"]!.AsArray().Count);

    [Theory]
    [InlineData("status?limit=0")]
    [InlineData("status?limit=1001")]
    [InlineData("status?limit=many")]
    [InlineData("status?state=fine")]
    [InlineData("flows?by=host")]
    [InlineData("workloads?label=tier")]
    [InlineData("revisions?after=first")]
    [InlineData("diagnostics?severity=fatal")]
    [InlineData("points/windows/db-1")]
    public async Task A_question_that_means_nothing_is_told_so(string path)
    {
        using var answer = await client.GetAsync($"/api/v1/{path}");

        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
    }

    [Theory]
    [InlineData("points/linux/nobody")]
    [InlineData("workloads/nobody/flows")]
    [InlineData("workloads/nobody/facts")]
    [InlineData("segments/nobody/flows")]
    [InlineData("revisions/99")]
    [InlineData("documents?revision=99")]
    [InlineData("plans/sha256:00")]
    public async Task What_is_not_there_is_not_found(string path)
    {
        using var answer = await client.GetAsync($"/api/v1/{path}");

        Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
    }

    [Fact]
    public async Task Every_answer_says_what_it_stands_on()
    {
        using var answer = await client.GetAsync("/api/v1/workloads/nobody/flows");

        Assert.Equal("1", answer.Headers.GetValues("ZtSegment-Revision").Single());
        Assert.Equal(16, answer.Headers.GetValues("ZtSegment-Facts").Single().Length);
    }

    [Fact]
    public async Task A_workload_and_a_segment_tell_their_flows()
    {
        var ofWorkload = await client.JsonAsync("workloads/web-1/flows");
        var ofSegment = await client.JsonAsync("segments/web/flows");

        Assert.Contains(ofWorkload["flows"]!.AsArray(), f => $"{f!["destination"]!["workload"]}" == "db-1" && $"{f["policies"]![0]}" == "web-to-db");
        Assert.Equal(["web-1", "web-2"], ofSegment["members"]!.AsArray().Select(m => $"{m}"));
    }

    [Theory]
    [InlineData("segment", "segment")]
    [InlineData("workload", "workload")]
    public async Task The_flow_graph_is_as_the_command_writes_it(string by, string end) => Assert.Contains(
        (await client.JsonAsync($"flows?by={by}"))["flows"]!.AsArray(), f => f!["source"]![end] is not null && $"{f["policies"]!.AsArray().FirstOrDefault()}" == "web-to-db");

    [Fact]
    public async Task Workloads_are_found_by_their_labels()
    {
        var found = await client.JsonAsync("workloads?label=tier=web&limit=1");
        var rest = await client.JsonAsync($"workloads?label=tier=web&limit=1&after={found["next"]}");

        Assert.Equal(("web-1", "web-2"), ($"{found["workloads"]![0]!["name"]}", $"{rest["workloads"]![0]!["name"]}"));
        Assert.Null(rest["next"]);
    }

    [Fact]
    public async Task Facts_are_patched_and_what_is_left_out_stays()
    {
        await PatchAsync("web-2", """{ "compliant": true, "risk": "low" }""");
        using var second = await PatchAsync("web-2", """{ "risk": "high", "labels": { "zone": "b" } }""");
        using var third = await PatchAsync("web-2", """{ "compliant": null }""");
        var facts = await third.JsonAsync();

        Assert.Equal((null, "high", "b", 3), (facts["compliant"], $"{facts["risk"]}", $"{facts["labels"]!["zone"]}", facts["version"]!.GetValue<int>()));
        await client.UntilAsync("facts", facts => $"{facts["web-2"]?["labels"]?["zone"]}" == "b");
    }

    [Theory]
    [InlineData("""{ "risk": "lowish" }""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{ "compliant": "yes" }""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{ "addresses": ["127.0.0.1"] }""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{ "colour": "red" }""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    public async Task What_is_no_fact_is_refused(string patch, HttpStatusCode expected)
    {
        using var answer = await PatchAsync("web-1", patch);

        Assert.Equal((expected, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
    }

    [Fact]
    public async Task A_point_is_held_until_it_is_released()
    {
        using var held = await client.PostAsJsonAsync("/api/v1/points/linux/web-1/hold", new { reason = "disk swap", until = DateTimeOffset.UtcNow.AddHours(4) });
        var then = await client.JsonAsync("points/linux/web-1");
        using var released = await client.DeleteAsync("/api/v1/points/linux/web-1/hold");

        Assert.Equal((HttpStatusCode.OK, "held", "disk swap"), (held.StatusCode, $"{then["state"]}", $"{then["held"]!["reason"]}"));
        Assert.Null((await released.JsonAsync())["held"]);
    }

    [Theory]
    [InlineData("""{ "reason": "" }""")]
    [InlineData("""{ "reason": "over", "until": "2020-01-01T00:00:00Z" }""")]
    public async Task A_hold_without_sense_is_refused(string hold)
    {
        using var answer = await client.PostAsync("/api/v1/points/linux/web-1/hold", new StringContent(hold, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_large_body_is_refused_where_no_documents_are_proposed()
    {
        using var answer = await client.PutAsJsonAsync("/api/v1/freeze", new { reason = new string('x', 2 << 20) });

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task Documents_are_judged_in_force()
    {
        var answer = await client.JsonAsync("diagnostics?severity=error");

        Assert.Empty(answer["diagnostics"]!.AsArray());
    }

    private Task<HttpResponseMessage> PatchAsync(string workload, string patch) =>
        client.PatchAsync($"/api/v1/workloads/{workload}/facts", new StringContent(patch, Encoding.UTF8, "application/json"));
}
