using System.Net;
using System.Net.Sockets;
using ZtSegment.Cli.Lab;
using ZtSegment.EndToEnd.Lab;
using ZtSegment.Linux.Kernel;

namespace ZtSegment.EndToEnd.Sessions;

/// <summary>A server that two clients may reach on 443, all three enforced.</summary>
internal sealed class SessionLab : IDisposable
{
    private const string Hosts =
        """
        { apiVersion: ztsegment/v1, kind: Estate, metadata: { name: estate }, spec: { defaultMode: enforce } }
        ---
        { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: client-1, labels: { role: client } }, spec: { addresses: [10.1.0.1, "fd01::1"], enforcement: { linux: { host: client-1 } } } }
        ---
        { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: client-2, labels: { role: client } }, spec: { addresses: [10.1.0.2, "fd01::2"], enforcement: { linux: { host: client-2 } } } }
        ---
        { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: server, labels: { role: server } }, spec: { addresses: [10.1.0.3, "fd01::3"], enforcement: { linux: { host: server } } } }
        ---

        """;

    public const string Policy =
        "{ apiVersion: ztsegment/v1, kind: FlowPolicy, metadata: { name: p }, spec: { from: [{ selector: { matchLabels: { role: client } } }], to: [{ workload: server }], ports: [443/tcp] } }";

    public const int Client1 = 0;
    public const int Client2 = 1;
    public const int Server = 2;

    private readonly LabPlan plan;
    private readonly Dictionary<IPEndPoint, Socket> listeners = [];

    public SessionLab(string policies = Policy)
    {
        plan = EstateLab.Plan(Hosts + policies);
        Network = LabNetwork.Create(plan.Hosts);
    }

    public LabNetwork Network { get; }

    public SessionLab Enforced()
    {
        Network.LoadRulesets();
        return this;
    }

    /// <summary>The ruleset of one host, loaded for the first time: running sessions adopted, and grace for what was not seen of them.</summary>
    public void LoadFirst(int host)
    {
        ConntrackTable.Adopt(Network[host], RunningSessions.Of(Network[host]));
        Network.Load(host, $"{plan.Hosts[host].Ruleset}\nadd element inet ztsegment zt_grace {{ ipv4 timeout 1m, ipv6 timeout 1m }}\n");
    }

    public void Reload(int host) => Network.Load(host, plan.Hosts[host].Ruleset!);

    public Task<Session> ConnectAsync(int client, string server = "10.1.0.3", int port = 443) =>
        Session.OpenAsync(Network[client], ListenerOn(new IPEndPoint(IPAddress.Parse(server), port)));

    public void Dispose()
    {
        foreach (var listener in listeners.Values)
            listener.Dispose();
        Network.Dispose();
    }

    private Socket ListenerOn(IPEndPoint own)
    {
        if (!listeners.TryGetValue(own, out var listener))
        {
            listener = listeners[own] = Network[Server].Run(() => new Socket(own.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
            listener.Bind(own);
            listener.Listen();
        }

        return listener;
    }
}
