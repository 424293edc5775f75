namespace ZtSegment.EndToEnd.Sessions;

public sealed class FirstLoadTests
{
    [Theory]
    [InlineData("10.1.0.3")]
    [InlineData("fd01::3")]
    public async Task A_first_load_cuts_no_running_session_that_is_declared(string server)
    {
        using var lab = new SessionLab();
        using var upload = (await lab.ConnectAsync(SessionLab.Client1, server)).Uploading();
        using var download = (await lab.ConnectAsync(SessionLab.Client2, server)).Downloading();
        await upload.ShouldGoOnAsync();
        await download.ShouldGoOnAsync();

        lab.LoadFirst(SessionLab.Server);
        lab.LoadFirst(SessionLab.Client1);
        lab.LoadFirst(SessionLab.Client2);

        await upload.ShouldGoOnAsync();
        await download.ShouldGoOnAsync();
    }

    [Theory]
    [InlineData("10.1.0.3")]
    [InlineData("fd01::3")]
    public async Task An_idle_session_survives_a_first_load_also_where_the_server_speaks_first(string server)
    {
        using var lab = new SessionLab();
        using var idle = await lab.ConnectAsync(SessionLab.Client1, server);

        lab.LoadFirst(SessionLab.Server);
        lab.LoadFirst(SessionLab.Client1);

        await idle.Downloading().ShouldGoOnAsync();
    }

    [Fact]
    public async Task A_first_load_cuts_a_running_session_that_is_not_declared()
    {
        using var lab = new SessionLab();
        using var upload = (await lab.ConnectAsync(SessionLab.Client1, port: 80)).Uploading();
        using var download = (await lab.ConnectAsync(SessionLab.Client2, port: 80)).Downloading();
        await upload.ShouldGoOnAsync();

        lab.LoadFirst(SessionLab.Server);

        await upload.ShouldBeCutAsync();
        await download.ShouldBeCutAsync();
    }

    [Fact]
    public async Task Loading_the_same_ruleset_again_leaves_sessions_alone()
    {
        using var lab = new SessionLab().Enforced();
        using var upload = (await lab.ConnectAsync(SessionLab.Client1)).Uploading();
        using var download = (await lab.ConnectAsync(SessionLab.Client2)).Downloading();
        await upload.ShouldGoOnAsync();

        lab.Reload(SessionLab.Server);
        lab.Reload(SessionLab.Client1);

        await upload.ShouldGoOnAsync();
        await download.ShouldGoOnAsync();
    }
}
