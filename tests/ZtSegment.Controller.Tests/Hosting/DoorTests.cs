using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace ZtSegment.Controller.Tests.Hosting;

/// <summary>Who gets in, where.</summary>
public sealed class DoorTests(ControllerProcess controller) : IClassFixture<ControllerProcess>
{
    [Theory]
    [InlineData("/healthz", HttpStatusCode.OK)]
    [InlineData("/readyz", HttpStatusCode.OK)]
    [InlineData("/api/v1/status", HttpStatusCode.Unauthorized)]
    [InlineData("/openapi/v1.json", HttpStatusCode.Unauthorized)]
    [InlineData("/dashboard/", HttpStatusCode.Unauthorized)]
    [InlineData("/nowhere", HttpStatusCode.Unauthorized)]
    public async Task Without_a_token_only_health_is_told(string path, HttpStatusCode expected)
    {
        using var client = controller.ClientWith(null);

        Assert.Equal(expected, (await client.GetAsync(path)).StatusCode);
    }

    [Theory]
    [InlineData("Bearer", "", HttpStatusCode.Unauthorized)]
    [InlineData("Bearer", "0000000000000000000000000000000000000000000000000000000000000000", HttpStatusCode.Unauthorized)]
    [InlineData("Bearer", "{token}", HttpStatusCode.OK)]
    [InlineData("Bearer", "{token}0", HttpStatusCode.Unauthorized)]
    [InlineData("Basic", "{token}", HttpStatusCode.Unauthorized)]
    public async Task Only_the_token_opens_the_description(string scheme, string given, HttpStatusCode expected)
    {
        using var client = controller.ClientWith(null);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(scheme, given.Replace("{token}", controller.Token));

        Assert.Equal(expected, (await client.GetAsync("/openapi/v1.json")).StatusCode);
    }

    [Theory]
    [InlineData("/dashboard/", HttpStatusCode.OK)]
    [InlineData("/openapi/v1.json", HttpStatusCode.Unauthorized)]
    public async Task A_password_opens_the_dashboard_and_nothing_else(string path, HttpStatusCode expected)
    {
        using var client = controller.ClientWith(null);
        client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"any:{controller.Token}")));

        Assert.Equal(expected, (await client.GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task Another_name_for_this_machine_is_not_served()
    {
        using var client = controller.ClientWith(controller.Token);
        client.DefaultRequestHeaders.Host = "rebound.example";

        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync("/healthz")).StatusCode);
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/api/v1/status")]
    [InlineData("/openapi/v1.json")]
    public async Task Where_agents_come_in_there_is_no_api(string path)
    {
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(controller.AgentSocket), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var client = new HttpClient(handler)
        {
            BaseAddress = new Uri("http://localhost"),
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", controller.Token);

        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(path)).StatusCode);
    }

    [Theory]
    [InlineData("admin.token")]
    [InlineData("agents.sock")]
    public void What_lets_in_is_for_its_owner_alone(string file) =>
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(controller.State, file)));

    [Fact]
    public async Task Errors_are_problems_in_json()
    {
        var answer = await controller.Client.GetAsync("/nowhere");

        Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task A_second_controller_on_the_same_state_is_refused()
    {
        var (exitCode, errors) = await ControllerProcess.RunAsync("--state", controller.State, "--listen", "127.0.0.1:0");

        Assert.Equal(3, exitCode);
        Assert.Contains("another controller has this state folder", errors);
    }
}
