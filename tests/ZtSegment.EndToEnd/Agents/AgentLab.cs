using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ZtSegment.Agent.Tests;
using ZtSegment.Agent.Tests.Sessions;
using ZtSegment.Cli.Lab;
using ZtSegment.EndToEnd.Sessions;
using ZtSegment.Language;
using ZtSegment.Linux.Kernel;

namespace ZtSegment.EndToEnd.Agents;

/// <summary>A server with an agent, a client without one, and a controller that the test plays.</summary>
internal sealed class AgentLab : IDisposable
{
    private const int Client = 0;
    private const int Server = 1;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ztagent-");
    private readonly LabNetwork network = LabNetwork.Create(
    [
        new LabHost("client", [Address.Parse("10.1.0.1"), Address.Parse("fd01::1")], null),
        new LabHost(HostRuleset.Host, [Address.Parse("10.1.0.3"), Address.Parse("fd01::3")], null),
    ]);

    private readonly List<AgentProcess> agents = [];
    private readonly Dictionary<int, Socket> listeners = [];
    private TestController? controller;

    public NetworkNamespace Host => network[Server];

    public string State => Path.Combine(folder.FullName, "state");

    private string AgentSocket => Path.Combine(folder.FullName, "agents.sock");

    public async Task<TestController> StartControllerAsync() => controller = await TestController.StartAsync(AgentSocket);

    public async Task StopControllerAsync()
    {
        await controller!.DisposeAsync();
        controller = null;
    }

    public AgentProcess StartAgent()
    {
        var agent = new AgentProcess(Host, "--controller", $"unix:{AgentSocket}", "--host", HostRuleset.Host, "--state", State);
        agents.Add(agent);
        return agent;
    }

    public async Task<Session> ConnectAsync(int port) => await Session.OpenAsync(network[Client], ListenerOn(port));

    /// <summary>Somebody else on the host.</summary>
    public void Nft(string commands)
    {
        using var process = Host.Run(() => Process.Start("nft", commands));
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    public bool HasTable()
    {
        using var watch = TableWatch.Open(Host);
        return watch.Exists();
    }

    public void Dispose()
    {
        foreach (var agent in agents)
            agent.Dispose();
        controller?.DisposeAsync().AsTask().Wait();
        foreach (var listener in listeners.Values)
            listener.Dispose();
        network.Dispose();
        folder.Delete(recursive: true);
    }

    private Socket ListenerOn(int port)
    {
        if (!listeners.TryGetValue(port, out var listener))
        {
            listener = listeners[port] = Host.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            listener.Bind(new IPEndPoint(IPAddress.Parse("10.1.0.3"), port));
            listener.Listen();
        }

        return listener;
    }
}
