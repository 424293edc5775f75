using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace ZtSegment.Controller.Tests.Api;

public sealed class PlanApiTests(ControllerProcess controller) : IClassFixture<ControllerProcess>
{
    private readonly HttpClient client = controller.Client;

    [Fact]
    public async Task Documents_become_a_plan_that_is_accepted_by_its_hash_and_no_other()
    {
        using var proposed = await client.ProposeAsync("first", "author=ada&message=why", ("shop.yaml", SmallEstate.Documents + SmallEstate.Policy("web-to-db", "5432/tcp")));
        var plan = await proposed.JsonAsync();

        Assert.NotEmpty(plan["opened"]!.AsArray());
        Assert.Equal(HttpStatusCode.NotFound, (await client.PostAsync("/api/v1/plans/sha256:00/accept", null)).StatusCode);
        var accepted = await client.PostAsync($"/api/v1/plans/{plan["hash"]}/accept", null);
        var revision = (await client.JsonAsync("revisions"))["revisions"]![0]!;

        Assert.Equal((HttpStatusCode.OK, "ada", "why", "administrator"), (accepted.StatusCode, $"{revision["author"]}", $"{revision["message"]}", $"{revision["acceptedBy"]}"));
        await client.ApplyAsync("first");
    }

    [Fact]
    public async Task Invalid_documents_are_refused_with_the_diagnostics_of_validate()
    {
        using var answer = await client.ProposeAsync("broken", "", ("team/policies.yaml", "apiVersion: ztsegment/v1\nkind: Segmnt\nmetadata: { name: a }\nspec: {}\n"));
        var diagnostic = (await answer.JsonAsync())["diagnostics"]![0]!;

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.Equal(("ZT1006", "error", "broken/team/policies.yaml", 2), ($"{diagnostic["code"]}", $"{diagnostic["severity"]}", $"{diagnostic["file"]}", diagnostic["line"]!.GetValue<int>()));
        Assert.NotEmpty($"{diagnostic["remedy"]}");
    }

    [Fact]
    public async Task What_breaks_a_guardrail_is_a_conflict_and_not_staged()
    {
        using var answer = await client.ProposeAsync("telnet", "", ("shop.yaml", SmallEstate.Documents + SmallEstate.Policy("telnet", "23/tcp")));
        var problem = await answer.JsonAsync();

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("no-telnet", $"{problem["detail"]}");
        Assert.Equal("no-telnet", $"{problem["plan"]!["guardrails"]![0]!["name"]}");
        Assert.DoesNotContain((await client.JsonAsync("plans"))["plans"]!.AsArray(), p => $"{p!["source"]}" == "telnet");
    }

    [Fact]
    public async Task Losing_much_needs_a_word_that_says_so()
    {
        await client.ApplyAsync("shrinking", ("shop.yaml", SmallEstate.Documents), ("policies.yaml", SmallEstate.Policy("a", "1/tcp") + SmallEstate.Policy("b", "2/tcp")));

        using var refused = await client.ProposeAsync("shrinking", "", ("shop.yaml", SmallEstate.Documents), ("policies.yaml", SmallEstate.Policy("a", "1/tcp")));
        using var allowed = await client.ProposeAsync("shrinking", "allowShrink=true", ("shop.yaml", SmallEstate.Documents), ("policies.yaml", SmallEstate.Policy("a", "1/tcp")));

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.OK), (refused.StatusCode, allowed.StatusCode));
        Assert.Contains("--allow-shrink", $"{(await refused.JsonAsync())["detail"]}");
        await client.ApplyAsync("shrinking");
    }

    [Fact]
    public async Task A_stale_plan_is_refused_with_a_fresh_one_that_can_be_accepted()
    {
        await client.ApplyAsync("stale", ("shop.yaml", SmallEstate.Documents));
        using var slow = await client.ProposeAsync("slow", "", ("policies.yaml", SmallEstate.Policy("slow", "1/tcp")));
        await client.ApplyAsync("quick", ("policies.yaml", SmallEstate.Policy("quick", "2/tcp")));

        using var refused = await client.PostAsync($"/api/v1/plans/{(await slow.JsonAsync())["hash"]}/accept", null);
        var problem = await refused.JsonAsync();
        using var accepted = await client.PostAsync($"/api/v1/plans/{problem["hash"]}/accept", null);

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.OK), (refused.StatusCode, accepted.StatusCode));
        Assert.Equal($"{problem["hash"]}", $"{problem["plan"]!["hash"]}");
        await client.ApplyAsync("slow");
        await client.ApplyAsync("quick");
        await client.ApplyAsync("stale");
    }

    [Fact]
    public async Task A_rollback_is_a_new_revision_with_the_documents_of_the_old_one()
    {
        var old = await client.ApplyAsync("rolled", ("shop.yaml", SmallEstate.Documents + SmallEstate.Policy("old", "1/tcp")));
        await client.ApplyAsync("rolled", ("shop.yaml", SmallEstate.Documents + SmallEstate.Policy("new", "2/tcp")));

        using var proposed = await client.PostAsync($"/api/v1/revisions/{old}/rollback?allowShrink=true", null);
        using var accepted = await client.PostAsync($"/api/v1/plans/{(await proposed.JsonAsync())["hash"]}/accept", null);
        var revision = await client.JsonAsync($"revisions/{(await accepted.JsonAsync())["revision"]}");
        var documents = await client.JsonAsync("documents");

        Assert.Equal(old, revision["rollbackOf"]!.GetValue<long>());
        Assert.Contains("name: old", $"{documents["sources"]![0]!["files"]![0]!["text"]}");
        await client.ApplyAsync("rolled");
    }

    [Fact]
    public async Task A_plan_that_is_rejected_waits_no_longer()
    {
        using var proposed = await client.ProposeAsync("rejected", "", ("shop.yaml", SmallEstate.Documents));
        var hash = $"{(await proposed.JsonAsync())["hash"]}";
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"/api/v1/plans/{hash}")).StatusCode);

        using var rejected = await client.PostAsync($"/api/v1/plans/{hash}/reject", Json(new JsonObject { ["reason"] = "not now" }));

        Assert.Equal(HttpStatusCode.NoContent, rejected.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.PostAsync($"/api/v1/plans/{hash}/accept", null)).StatusCode);
    }

    [Theory]
    [InlineData("../escape.yaml")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b.yaml")]
    [InlineData("a\\b.yaml")]
    [InlineData("")]
    public async Task Paths_stay_inside_their_source(string path)
    {
        using var answer = await client.ProposeAsync("paths", "", (path, SmallEstate.Documents));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("application/json", "{}", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "{", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "[1]", HttpStatusCode.BadRequest)]
    [InlineData("application/json", """{ "files": [null] }""", HttpStatusCode.BadRequest)]
    [InlineData("application/gzip", "no archive", HttpStatusCode.BadRequest)]
    [InlineData("text/yaml", "kind: Estate", HttpStatusCode.UnsupportedMediaType)]
    public async Task What_is_no_set_of_documents_is_refused(string type, string body, HttpStatusCode expected)
    {
        using var answer = await client.PutAsync("/api/v1/sources/odd/plan", new StringContent(body, Encoding.UTF8, type));

        Assert.Equal((expected, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
    }

    [Fact]
    public async Task A_source_has_a_name_like_documents()
    {
        using var answer = await client.ProposeAsync("Team_A", "", ("shop.yaml", SmallEstate.Documents));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private static StringContent Json(JsonObject json) => new(json.ToJsonString(), Encoding.UTF8, "application/json");
}
