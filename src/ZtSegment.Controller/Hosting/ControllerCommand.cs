using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using System.Text;
using Microsoft.Extensions.Configuration;
using ZtSegment.Controller.Clustering;

namespace ZtSegment.Controller.Hosting;

/// <summary>The command line of <c>ztcontroller</c>. Everything that is wrong with it is told at once.</summary>
internal sealed class ControllerCommand : RootCommand
{
    private const string DefaultApi = "127.0.0.1:8480";

    /// <summary>What the kernel takes as a Unix socket's path (unix(7)), the closing zero left out.</summary>
    private const int LongestSocketPath = 107;

    private readonly Option<IPEndPoint> listen = new("--listen")
    {
        Description = $"Where the HTTP API listens, on loopback (default: {DefaultApi}); port 0: any that is free.",
        DefaultValueFactory = _ => IPEndPoint.Parse(DefaultApi),
        CustomParser = ParseListen,
        HelpName = "address:port",
    };

    private readonly Option<string> state = new("--state")
    {
        Description = "The folder that holds all state (default: /var/lib/ztsegment as root, else $XDG_STATE_HOME/ztsegment).",
        DefaultValueFactory = _ => StateFolder.Default,
        HelpName = "dir",
    };

    private readonly Option<string?> agents = new("--agents") { Description = "The Unix socket of agents on this machine (default: agents.sock in the state folder).", HelpName = "path" };

    private readonly Option<IConfiguration> settings = new("--settings")
    {
        Description = "A JSON file of settings, such as where several silos meet.",
        DefaultValueFactory = _ => new ConfigurationBuilder().Build(),
        CustomParser = ParseSettings,
        HelpName = "file",
    };

    private readonly Option<LogLevel> logLevel = new("--log-level") { Description = "The least severe that is logged.", DefaultValueFactory = _ => LogLevel.Information };

    private readonly Option<string> logs = new("--logs") { Description = "How logs are written, to standard error.", DefaultValueFactory = _ => "text", HelpName = "text|json" };

    public ControllerCommand()
        : base("The ZtSegment controller: keeps every host at the ruleset that was accepted for it, and proves it.")
    {
        logs.AcceptOnlyFromAmong("text", "json");
        foreach (var option in (Option[])[listen, state, agents, settings, logLevel, logs])
            Options.Add(option);
        agents.Validators.Add(result => CheckSocketPath(result, path => path));
        state.Validators.Add(result => CheckSocketPath(result, path => new StateFolder(path).AgentSocket));
    }

    public ControllerOptions Read(ParseResult parsed)
    {
        var folder = new StateFolder(Path.GetFullPath(parsed.GetRequiredValue(state)));
        return new ControllerOptions(
            parsed.GetRequiredValue(listen),
            folder,
            parsed.GetValue(agents) is { } socket ? Path.GetFullPath(socket) : folder.AgentSocket,
            parsed.GetValue(logLevel),
            parsed.GetValue(logs) == "json",
            parsed.GetRequiredValue(settings));
    }

    private static IPEndPoint? ParseListen(ArgumentResult result)
    {
        var text = result.Tokens[^1].Value;
        if (!IPEndPoint.TryParse(text, out var endpoint) || !text.Contains(':'))
            result.AddError($"--listen: `{text}` is no address with a port; write one like {DefaultApi} or [::1]:8480");
        else if (!IPAddress.IsLoopback(endpoint.Address))
            result.AddError($"--listen: `{text}` can be reached from other machines, and the API has one administrator's token only; listen on {DefaultApi}, and come from elsewhere through `ssh -L`");
        else
            return endpoint;
        return null;
    }

    private static void CheckSocketPath(OptionResult result, Func<string, string> socketOf)
    {
        if (result.Tokens is [.., var path] && Encoding.UTF8.GetByteCount(socketOf(Path.GetFullPath(path.Value))) > LongestSocketPath)
            result.AddError($"{result.Option.Name}: `{path.Value}` makes a Unix socket's path longer than {LongestSocketPath} bytes; name a shorter one");
    }

    private static IConfiguration? ParseSettings(ArgumentResult result)
    {
        var file = result.Tokens[^1].Value;
        try
        {
            using var stream = File.OpenRead(file);
            var read = new ConfigurationBuilder().AddJsonStream(stream).Build();
            ClusterSettings.Read(read, out var problems);
            foreach (var problem in problems)
                result.AddError($"--settings: {problem}");
            return read;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or System.Text.Json.JsonException)
        {
            result.AddError($"--settings: {e.Message.TrimEnd('.')}; name a file of one JSON object");
            return null;
        }
    }
}
