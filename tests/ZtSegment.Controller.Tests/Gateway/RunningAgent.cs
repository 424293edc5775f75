using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using ZtSegment.Agent;
using ZtSegment.Agent.Enforcement;
using ZtSegment.Agent.Sessions;
using ZtSegment.Linux.Kernel;

namespace ZtSegment.Controller.Tests.Gateway;

/// <summary>The agent itself, for one host in a network namespace of this process.</summary>
internal sealed class RunningAgent : IAsyncDisposable
{
    private readonly StateFolder folder;
    private readonly HostTable table;
    private readonly SessionLoop loop;

    private RunningAgent(GatewayHost gateway, Host host)
    {
        folder = StateFolder.Open(host.State);
        table = new HostTable(host.Inside);
        var enforcer = new Enforcer(table, folder, TimeProvider.System, NullLogger<Enforcer>.Instance);
        loop = new SessionLoop(new AgentOptions(gateway.Socket, host.Name, host.State), enforcer, table, NullLogger<SessionLoop>.Instance);
    }

    public static async Task<RunningAgent> StartAsync(GatewayHost gateway, Host host)
    {
        var agent = new RunningAgent(gateway, host);
        await agent.loop.StartAsync(default);
        return agent;
    }

    public async ValueTask DisposeAsync()
    {
        await loop.StopAsync(default);
        loop.Dispose();
        table.Dispose();
        folder.Dispose();
    }

    /// <summary>A host, which outlives its agents.</summary>
    internal sealed class Host(string name) : IDisposable
    {
        private readonly DirectoryInfo temporary = Directory.CreateTempSubdirectory("ztsegment-host-");

        public string Name => name;

        public string State => Path.Combine(temporary.FullName, "state");

        public NetworkNamespace Inside { get; } = NetworkNamespace.Create();

        /// <summary>Somebody else on the host.</summary>
        public void Nft(string commands)
        {
            using var process = Inside.Run(() => Process.Start("nft", commands));
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
        }

        public string Table()
        {
            using var kernel = NftConnection.Open(Inside);
            return kernel.ListTable();
        }

        public bool HasTable()
        {
            using var watch = TableWatch.Open(Inside);
            return watch.Exists();
        }

        public void Dispose()
        {
            Inside.Dispose();
            temporary.Delete(recursive: true);
        }
    }
}
