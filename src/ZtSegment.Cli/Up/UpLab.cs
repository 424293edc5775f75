using System.Collections.Immutable;
using System.Diagnostics;
using ZtSegment.Cli.Lab;
using ZtSegment.Flows;
using ZtSegment.Linux.Kernel;

namespace ZtSegment.Cli.Up;

/// <summary>The estate's hosts as network namespaces, with an agent in each Linux host's, as documents change.</summary>
internal sealed class UpLab(ChildProcesses children, string agentSocket, string folder) : IDisposable
{
    /// <summary>Each takes some 60 MiB.</summary>
    private const int MostAgents = 200;

    private readonly Dictionary<string, Process> agents = new(StringComparer.Ordinal);
    private LabNetwork? network;
    private ImmutableArray<LabHost> hosts = [];

    public LabNetwork Network => network ?? throw new InvalidOperationException("no estate has been built");

    /// <summary>Agents that run.</summary>
    public int Agents => agents.Count;

    /// <summary>Builds what is new, gives hosts their addresses, takes away what is gone.</summary>
    /// <exception cref="WorldRefusedException">The kernel refuses, or it is too much for one machine.</exception>
    public void Update(Compilation compilation)
    {
        var wanted = compilation.Table.Workloads.Where(w => w.LinuxHost is not null).ToDictionary(w => w.Name, w => w.LinuxHost!, StringComparer.Ordinal);
        if (wanted.Count > MostAgents)
            throw new WorldRefusedException($"{wanted.Count} Linux hosts are more than a lab of one machine can hold with an agent each ({MostAgents}); --no-lab runs the controller alone");
        var next = LabPlan.HostsOf(compilation);
        var placed = next.Index().Where(h => wanted.ContainsKey(h.Item.Name) && next.Take(h.Index).All(other => other.Name != h.Item.Name))
            .ToDictionary(h => wanted[h.Item.Name], h => h.Index, StringComparer.Ordinal);
        foreach (var gone in agents.Keys.Except(placed.Keys).ToList())
        {
            agents.Remove(gone, out var agent);
            ChildProcesses.Stop(agent!);
        }

        try
        {
            if (network is null)
                network = LabNetwork.Create(next);
            else if (!IsSame(next))
                network.Update(next);
        }
        catch (KernelException e)
        {
            throw new WorldRefusedException(e.Message);
        }

        hosts = next;
        foreach (var (host, index) in placed)
        {
            if (!agents.TryGetValue(host, out var agent) || agent.HasExited)
                agents[host] = StartAgent(host, network[index]);
        }
    }

    public void Dispose()
    {
        ChildProcesses.Stop([.. agents.Values]);
        network?.Dispose();
    }

    private bool IsSame(ImmutableArray<LabHost> next) =>
        next.Length == hosts.Length && next.Zip(hosts).All(pair => pair.First.Name == pair.Second.Name && pair.First.Addresses.SequenceEqual(pair.Second.Addresses));

    private Process StartAgent(string host, NetworkNamespace inside)
    {
        var own = Directory.CreateDirectory(Path.Combine(folder, "agents", Uri.EscapeDataString(host)));
        return children.Start(
            ProgramFile.Agent, ["--controller", $"unix:{agentSocket}", "--host", host, "--state", Path.Combine(own.FullName, "state")], inside, Path.Combine(own.FullName, "log"));
    }
}
