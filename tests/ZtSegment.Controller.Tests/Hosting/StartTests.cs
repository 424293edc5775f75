using ZtSegment.Controller.Hosting;

namespace ZtSegment.Controller.Tests.Hosting;

public sealed class StartTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("ztsegment-test-").FullName;

    [Fact]
    public async Task All_wrong_options_are_told_at_once()
    {
        var (exitCode, errors) = await ControllerProcess.RunAsync("--listen", "0.0.0.0:8480", "--logs", "xml", "--settings", "/nowhere.json", "--agents", new string('a', 120));

        Assert.Equal(2, exitCode);
        Assert.Contains("--listen: `0.0.0.0:8480` can be reached from other machines", errors);
        Assert.Contains("'xml'", errors);
        Assert.Contains("--settings: Could not find file '/nowhere.json'", errors);
        Assert.Contains("--agents: ", errors);
    }

    [Theory]
    [InlineData("8480")]
    [InlineData("localhost:8480")]
    [InlineData("127.0.0.1")]
    [InlineData("[::]:8480")]
    [InlineData("10.9.0.10:8480")]
    public void The_api_listens_on_loopback_alone(string listen)
    {
        var parsed = new ControllerCommand().Parse(["--listen", listen]);

        Assert.StartsWith("--listen: ", Assert.Single(parsed.Errors).Message);
    }

    [Theory]
    [InlineData("127.0.0.1:0")]
    [InlineData("127.9.9.9:8480")]
    [InlineData("[::1]:8480")]
    public void Any_address_of_loopback_will_do(string listen)
    {
        var command = new ControllerCommand();

        Assert.Equal(listen, command.Read(command.Parse(["--listen", listen, "--state", folder])).Api.ToString());
    }

    [Fact]
    public async Task A_state_folder_that_others_may_look_into_is_refused()
    {
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead);

        var (exitCode, errors) = await ControllerProcess.RunAsync("--state", folder, "--listen", "127.0.0.1:0");

        Assert.Equal(3, exitCode);
        Assert.Contains("chmod 700", errors);
    }

    [Theory]
    [InlineData("short\n", UnixFileMode.UserRead | UnixFileMode.UserWrite, "this is no token")]
    [InlineData("00", UnixFileMode.UserRead | UnixFileMode.GroupRead, "others may read")]
    public async Task A_token_that_cannot_be_trusted_is_refused(string text, UnixFileMode mode, string told)
    {
        File.WriteAllText(Path.Combine(folder, "admin.token"), text);
        File.SetUnixFileMode(Path.Combine(folder, "admin.token"), mode);

        var (exitCode, errors) = await ControllerProcess.RunAsync("--state", folder, "--listen", "127.0.0.1:0");

        Assert.Equal(3, exitCode);
        Assert.Contains(told, errors);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
