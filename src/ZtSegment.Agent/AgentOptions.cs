namespace ZtSegment.Agent;

/// <param name="ControllerSocket">The Unix socket of a controller on this machine.</param>
/// <param name="Host">This host's name as declared: <c>enforcement.linux.host</c>.</param>
/// <param name="StateFolder">Where the last known good ruleset is kept; readable by the agent's user alone.</param>
internal sealed record AgentOptions(string ControllerSocket, string Host, string StateFolder)
{
    public const string SocketScheme = "unix:";

    public static string Version { get; } = typeof(AgentOptions).Assembly.GetName().Version!.ToString(3);
}
