using System.Net;
using System.Text;

namespace ZtSegment.Controller.Tests.Hosting;

public sealed class RestartTests : IAsyncLifetime
{
    private readonly ControllerProcess controller = new();

    public Task InitializeAsync() => controller.InitializeAsync();

    public Task DisposeAsync() => controller.DisposeAsync();

    [Fact]
    public async Task Nothing_acknowledged_is_lost_when_the_controller_is_killed_while_it_applies()
    {
        var acknowledged = await controller.Client.ApplyAsync("shop", ("shop.yaml", SmallEstate.Documents));
        using var learned = await controller.Client.PatchAsync("/api/v1/workloads/db-1/facts", new StringContent("""{ "risk": "high" }""", Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.OK, learned.StatusCode);
        var next = controller.Client.ApplyAsync("shop", ("shop.yaml", SmallEstate.Documents + SmallEstate.Policy("web-to-db", "5432/tcp")));

        await controller.KillAsync();
        var answered = await Task.WhenAny(next) is { IsCompletedSuccessfully: true } ? await next : acknowledged;
        await controller.StartAsync();

        Assert.InRange((await controller.Client.JsonAsync("revisions"))["revisions"]![0]!["number"]!.GetValue<long>(), answered, acknowledged + 1);
        Assert.Equal("high", $"{(await controller.Client.JsonAsync("workloads/db-1/facts"))["risk"]}");
    }

    [Fact]
    public async Task Asked_to_end_it_ends_even_while_somebody_listens_to_events()
    {
        using var events = await controller.Client.GetStreamAsync("/api/v1/events");

        Assert.Equal(0, await controller.StopAsync().WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task A_backup_that_is_put_in_place_brings_back_what_was()
    {
        await controller.Client.ApplyAsync("shop", ("shop.yaml", SmallEstate.Documents));
        using var made = await controller.Client.PostAsync("/api/v1/backups", null);
        var backup = $"{(await made.JsonAsync())["file"]}";
        await controller.Client.ApplyAsync("shop", ("shop.yaml", SmallEstate.Documents + SmallEstate.Policy("later", "1/tcp")));

        await controller.StopAsync();
        foreach (var file in Directory.GetFiles(controller.State, "state.db*"))
            File.Delete(file);
        File.Copy(backup, Path.Combine(controller.State, "state.db"));
        await controller.StartAsync();

        Assert.Equal(1, (await controller.Client.JsonAsync("revisions"))["revisions"]![0]!["number"]!.GetValue<long>());
        Assert.DoesNotContain("later", (await controller.Client.JsonAsync("documents")).ToJsonString());
    }
}
