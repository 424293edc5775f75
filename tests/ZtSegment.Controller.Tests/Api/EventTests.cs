using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ZtSegment.Controller.Tests.Api;

public sealed class EventTests(ShopController controller) : IClassFixture<ShopController>
{
    private readonly HttpClient client = controller.Process.Client;

    [Fact]
    public async Task Events_tell_all_points_first_and_then_what_changed()
    {
        await using var events = Events();
        var first = await NextAsync(events);

        using var held = await client.PostAsJsonAsync("/api/v1/points/linux/db-1/hold", new { reason = "looked at" });
        Assert.Equal(HttpStatusCode.OK, held.StatusCode);
        var second = await NextAsync(events);

        Assert.Equal(3, first["points"]!.AsArray().Count);
        Assert.Equal(("linux/db-1", "held"), ($"{second["points"]!.AsArray().Single()!["point"]}", $"{second["points"]![0]!["state"]}"));
    }

    [Fact]
    public async Task Events_tell_of_a_freeze()
    {
        await using var events = Events();
        await NextAsync(events);

        await client.PutAsJsonAsync("/api/v1/freeze", new { reason = "audit" });
        var frozen = await NextAsync(events);
        await client.DeleteAsync("/api/v1/freeze");
        var thawed = await NextAsync(events);

        Assert.Equal("audit", $"{frozen["frozen"]!["reason"]}");
        Assert.Null(thawed["frozen"]);
    }

    private static async Task<JsonNode> NextAsync(IAsyncEnumerator<JsonNode> events)
    {
        Assert.True(await events.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20)));
        return events.Current;
    }

    private IAsyncEnumerator<JsonNode> Events() => ReadAsync(client).GetAsyncEnumerator();

    private static async IAsyncEnumerable<JsonNode> ReadAsync(HttpClient client)
    {
        using var reader = new StreamReader(await client.GetStreamAsync("/api/v1/events"));
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                yield return JsonNode.Parse(line["data: ".Length..])!;
        }
    }
}
