using System.Collections.Immutable;
using ZtSegment.Language;
using ZtSegment.Linux.Kernel;

namespace ZtSegment.Cli.Lab;

/// <summary>Hosts on one bridge without a way out. All of it ends with this process at the latest.</summary>
//
//   [host 0] e0 ---- p0 \
//   [host 1] e0 ---- p1 -- br0      each host, and the bridge, in a namespace of its own;
//   [host 2] e0 ---- p2 /           every address is on-link
//
internal sealed class LabNetwork : IDisposable
{
    /// <summary>Ports of one Linux bridge (BR_MAX_PORTS).</summary>
    public const int MostHosts = 1000;

    /// <summary>
    /// Hosts that each host finds by itself, by ARP and neighbour discovery as anywhere; the rest are fixed entries. All namespaces of a
    /// machine share one table of 1,024 learned neighbours a family (gc_thresh3).
    /// </summary>
    private const int LearnedNeighbours = 4;

    private readonly ImmutableArray<LabHost> hosts;
    private readonly NetworkNamespace bridge;
    private readonly NetworkNamespace[] namespaces;
    private readonly NftConnection?[] connections;

    private LabNetwork(ImmutableArray<LabHost> hosts)
    {
        this.hosts = hosts;
        bridge = NetworkNamespace.Create();
        namespaces = [.. hosts.Select(_ => NetworkNamespace.Create())];
        connections = new NftConnection?[hosts.Length];
    }

    public NetworkNamespace this[int host] => namespaces[host];

    /// <summary>Runs on a thread of its own, which may enter the hosts at will.</summary>
    public T OnThreadOfItsOwn<T>(Func<T> work) => bridge.Run(work);

    /// <exception cref="KernelException">The kernel refused.</exception>
    public static LabNetwork Create(ImmutableArray<LabHost> hosts)
    {
        var network = new LabNetwork(hosts);
        try
        {
            network.Connect();
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Loads every host's ruleset.</summary>
    /// <exception cref="KernelException">The kernel refused one; the message names the host.</exception>
    public void LoadRulesets()
    {
        for (var host = 0; host < hosts.Length; host++)
        {
            if (hosts[host].Ruleset is { } ruleset)
                Load(host, ruleset);
        }
    }

    public void Load(int host, string ruleset)
    {
        try
        {
            ConnectionOf(host).Run(ruleset);
        }
        catch (KernelException e)
        {
            throw new KernelException($"{hosts[host].Name}: {e.Message}");
        }
    }

    /// <summary>What the host's kernel holds of our table, as JSON.</summary>
    public string ListTable(int host) => ConnectionOf(host).ListTable();

    /// <summary>Forgets every connection of every host.</summary>
    public void FlushConnections()
    {
        foreach (var inside in namespaces)
            ConntrackTable.Flush(inside);
    }

    public void Dispose()
    {
        foreach (var connection in connections)
            connection?.Dispose();
        foreach (var inside in namespaces)
            inside.Dispose();
        bridge.Dispose();
    }

    private NftConnection ConnectionOf(int host) => connections[host] ??= NftConnection.Open(namespaces[host]);

    private void Connect()
    {
        IpCommand.Batch([(bridge, BridgeLines())]);
        IpCommand.Batch(hosts.Select((_, host) => (namespaces[host], HostLines(host))));
    }

    private IEnumerable<string> BridgeLines()
    {
        yield return "link add br0 type bridge forward_delay 0 mcast_snooping 0";
        yield return "link set br0 addrgenmode none up";
        for (var host = 0; host < hosts.Length; host++)
        {
            yield return $"link add p{host} type veth peer name e0 address {LinkAddress(host)} netns {namespaces[host].Path}";
            yield return $"link set p{host} addrgenmode none master br0 up";
        }
    }

    private IEnumerable<string> HostLines(int host)
    {
        yield return "link set lo up";
        yield return "link set e0 addrgenmode none up";
        foreach (var address in hosts[host].Addresses)
            yield return $"addr add {address}/{Address.Bits(address.Family)} dev e0{(address.Family == IpFamily.V6 ? " nodad" : "")}";
        foreach (var family in hosts[host].Addresses.Select(a => a.Family).Distinct())
        {
            yield return $"route add {(family == IpFamily.V4 ? "0.0.0.0/0" : "::/0")} dev e0";
            foreach (var (other, address) in FixedNeighbours(host, family))
                yield return $"neigh add {address} lladdr {LinkAddress(other)} nud permanent dev e0";
        }
    }

    private IEnumerable<(int Host, Address Address)> FixedNeighbours(int host, IpFamily family) =>
        from distance in Enumerable.Range(LearnedNeighbours + 1, Math.Max(0, hosts.Length - LearnedNeighbours - 1))
        let other = (host + distance) % hosts.Length
        from address in hosts[other].Addresses
        where address.Family == family
        select (other, address);

    /// <summary>Locally administered, "ZT" and the number.</summary>
    private static string LinkAddress(int host) => $"02:5a:54:00:{host >> 8:x2}:{host & 255:x2}";
}
