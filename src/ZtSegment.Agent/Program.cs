using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ZtSegment.Agent;
using ZtSegment.Agent.Enforcement;
using ZtSegment.Agent.Sessions;
using ZtSegment.Linux.Kernel;

const int Invalid = 2;
const int Refused = 3;

var controller = new Option<string>("--controller") { Required = true, Description = "The controller's socket for agents on its machine: unix:/path." };
var hostName = new Option<string>("--host") { Required = true, Description = "This host's name as declared in `enforcement.linux.host`." };
var state = new Option<string>("--state") { Required = true, Description = "A folder of the agent's own, where it keeps the last known good ruleset." };
controller.Validators.Add(result =>
{
    if (result.GetValueOrDefault<string>() is not { } given || !given.StartsWith($"{AgentOptions.SocketScheme}/", StringComparison.Ordinal))
        result.AddError($"--controller: give a socket of this machine as {AgentOptions.SocketScheme}/path");
});

var root = new RootCommand("ztagent: enforces on this host what a ZtSegment controller orders.") { controller, hostName, state };
root.SetAction((parsed, cancellationToken) => RunAsync(new AgentOptions(
    parsed.GetRequiredValue(controller)[AgentOptions.SocketScheme.Length..], parsed.GetRequiredValue(hostName), parsed.GetRequiredValue(state))));

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
        Console.Error.WriteLine($"error: {error.Message}");
    Console.Error.WriteLine("`ztagent --help` shows what there is.");
    return Invalid;
}

try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (Exception refusal) when (refusal is KernelException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"error: {refusal.Message}");
    return Refused;
}

static async Task<int> RunAsync(AgentOptions options)
{
    using var folder = StateFolder.Open(options.StateFolder);
    using var table = new HostTable();
    var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
    builder.Logging.AddSimpleConsole(console => (console.SingleLine, console.UseUtcTimestamp, console.TimestampFormat) = (true, true, "yyyy-MM-ddTHH:mm:ss.fffZ "));
    builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Grpc", LogLevel.Error).AddFilter("System", LogLevel.Warning);
    builder.Services.AddSingleton(options).AddSingleton(folder).AddSingleton(table).AddSingleton(TimeProvider.System).AddSingleton<Enforcer>();
    builder.Services.AddHostedService<SessionLoop>();
    builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
    await builder.Build().RunAsync();
    return 0;
}
