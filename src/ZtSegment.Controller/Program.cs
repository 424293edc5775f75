using ZtSegment.Controller.Hosting;

const int Fine = 0, Invalid = 2, Refused = 3;

var command = new ControllerCommand();
var parsed = command.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
        Console.Error.WriteLine($"error: {error.Message}");
    Console.Error.WriteLine("`ztcontroller --help` shows what there is.");
    return Invalid;
}

if (parsed.Action is { } help)
    return await parsed.InvokeAsync();

try
{
    var options = command.Read(parsed);
    using var claim = options.State.Claim();
    File.Delete(options.AgentSocket);
    await using var app = ControllerHost.Build(options, AdministratorToken.Open(options.State.TokenFile));
    await app.StartAsync();
    File.SetUnixFileMode(options.AgentSocket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    Console.Out.WriteLine($"API {ControllerHost.ApiOf(app)} token {options.State.TokenFile} agents {options.AgentSocket}");
    await app.WaitForShutdownAsync();
    return Fine;
}
catch (OperationCanceledException)
{
    // Told to end while it started.
    return Fine;
}
catch (Exception refusal) when (refusal is StartRefusedException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"error: {refusal.Message}");
    return Refused;
}
