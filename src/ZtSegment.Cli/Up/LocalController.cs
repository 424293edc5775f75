using System.Diagnostics;
using ZtSegment.Cli.Remote;

namespace ZtSegment.Cli.Up;

/// <summary>A controller that runs as long as this does.</summary>
internal sealed class LocalController : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;

    private LocalController(Process process, Uri address, string state)
    {
        (this.process, State) = (process, state);
        TokenFile = Path.Combine(state, "admin.token");
        Client = new ControllerClient(address, File.ReadAllText(TokenFile).Trim());
    }

    public string State { get; }

    public string TokenFile { get; }

    public string AgentSocket => Path.Combine(State, "agents.sock");

    public ControllerClient Client { get; }

    /// <summary>Ends when the controller has.</summary>
    public Task Ended => process.WaitForExitAsync();

    /// <param name="listen">Where its API listens.</param>
    /// <exception cref="WorldRefusedException">It does not start.</exception>
    public static async Task<LocalController> StartAsync(ChildProcesses children, string state, string listen, string log, CancellationToken cancellation)
    {
        var ready = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = children.Start(ProgramFile.Controller, ["--state", state, "--listen", listen], null, log, line => ready.TrySetResult(line));
        if (await Task.WhenAny(ready.Task, process.WaitForExitAsync(cancellation)).WaitAsync(Patience, cancellation) != ready.Task)
            throw new WorldRefusedException($"the controller does not start: {LastLine(log)}");
        var controller = new LocalController(process, new Uri((await ready.Task).Split(' ')[1]), state);
        await controller.Client.ReadyAsync(Patience, cancellation);
        return controller;
    }

    public void Dispose()
    {
        Client.Dispose();
        ChildProcesses.Stop(process);
    }

    private static string LastLine(string log) => File.ReadLines(log).LastOrDefault(l => l.Length > 0) ?? "it says nothing";
}
