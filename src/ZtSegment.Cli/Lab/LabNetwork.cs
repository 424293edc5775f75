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

    private readonly NetworkNamespace bridge = NetworkNamespace.Create();
    private ImmutableArray<Slot> slots = [];

    private LabNetwork()
    {
    }

    public NetworkNamespace this[int host] => slots[host].Inside;

    /// <summary>Runs on a thread of its own, which may enter the hosts at will.</summary>
    public T OnThreadOfItsOwn<T>(Func<T> work) => bridge.Run(work);

    /// <exception cref="KernelException">The kernel refused.</exception>
    public static LabNetwork Create(ImmutableArray<LabHost> hosts)
    {
        var network = new LabNetwork();
        try
        {
            IpCommand.Batch([(network.bridge, ["link add br0 type bridge forward_delay 0 mcast_snooping 0", "link set br0 addrgenmode none up"])]);
            network.Update(hosts);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Makes the hosts these: what stays keeps its namespace, with all that runs there; from then on they are numbered in this order.</summary>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public void Update(ImmutableArray<LabHost> hosts)
    {
        var before = slots.ToDictionary(s => s.Key);
        var free = new Queue<int>(Enumerable.Range(0, MostHosts).Except(slots.Select(s => s.Number)));
        var occurrences = new Dictionary<string, int>(StringComparer.Ordinal);
        var next = ImmutableArray.CreateBuilder<Slot>(hosts.Length);
        foreach (var host in hosts)
        {
            var occurrence = occurrences[host.Name] = occurrences.GetValueOrDefault(host.Name) + 1;
            next.Add(before.Remove((host.Name, occurrence), out var known)
                ? known with { Host = host, IsReaddressed = !known.Host.Addresses.SequenceEqual(host.Addresses) }
                : new Slot(free.Dequeue(), occurrence, host, NetworkNamespace.Create()));
        }

        var added = next.Where(s => slots.All(known => known.Number != s.Number)).Select(s => s.Number).ToHashSet();
        slots = next.ToImmutable();
        IpCommand.Batch([(bridge, before.Values.Select(s => $"link del p{s.Number}").Concat(slots.Where(s => added.Contains(s.Number)).SelectMany(LinkLines)))]);
        foreach (var gone in before.Values)
            gone.Dispose();
        IpCommand.Batch(slots.Select((slot, host) => (slot.Inside, HostLines(host, added.Contains(slot.Number)))));
    }

    /// <summary>Loads every host's ruleset.</summary>
    /// <exception cref="KernelException">The kernel refused one; the message names the host.</exception>
    public void LoadRulesets()
    {
        for (var host = 0; host < slots.Length; host++)
        {
            if (slots[host].Host.Ruleset is { } ruleset)
                Load(host, ruleset);
        }
    }

    public void Load(int host, string ruleset)
    {
        try
        {
            slots[host].Connection.Value.Run(ruleset);
        }
        catch (KernelException e)
        {
            throw new KernelException($"{slots[host].Host.Name}: {e.Message}");
        }
    }

    /// <summary>What the host's kernel holds of our table, as JSON.</summary>
    public string ListTable(int host) => slots[host].Connection.Value.ListTable();

    /// <summary>Forgets every connection of every host.</summary>
    public void FlushConnections()
    {
        foreach (var slot in slots)
            ConntrackTable.Flush(slot.Inside);
    }

    public void Dispose()
    {
        foreach (var slot in slots)
            slot.Dispose();
        bridge.Dispose();
    }

    private static IEnumerable<string> LinkLines(Slot slot) =>
    [
        $"link add p{slot.Number} type veth peer name e0 address {LinkAddress(slot.Number)} netns {slot.Inside.Path}",
        $"link set p{slot.Number} addrgenmode none master br0 up",
    ];

    private IEnumerable<string> HostLines(int host, bool isNew)
    {
        var slot = slots[host];
        if (isNew)
        {
            yield return "link set lo up";
            yield return "link set e0 addrgenmode none up";
        }

        if (slot.IsReaddressed)
            yield return "addr flush dev e0";
        if (isNew || slot.IsReaddressed)
        {
            foreach (var address in slot.Host.Addresses)
                yield return $"addr add {address}/{Address.Bits(address.Family)} dev e0{(address.Family == IpFamily.V6 ? " nodad" : "")}";
        }

        if (!isNew)
            yield return "neigh flush dev e0 nud all";
        foreach (var family in slot.Host.Addresses.Select(a => a.Family).Distinct())
        {
            yield return $"route replace {(family == IpFamily.V4 ? "0.0.0.0/0" : "::/0")} dev e0";
            foreach (var (other, address) in FixedNeighbours(host, family))
                yield return $"neigh replace {address} lladdr {LinkAddress(other)} nud permanent dev e0";
        }
    }

    private IEnumerable<(int Number, Address Address)> FixedNeighbours(int host, IpFamily family) =>
        from distance in Enumerable.Range(LearnedNeighbours + 1, Math.Max(0, slots.Length - LearnedNeighbours - 1))
        let other = slots[(host + distance) % slots.Length]
        from address in other.Host.Addresses
        where address.Family == family
        select (other.Number, address);

    /// <summary>Locally administered, "ZT" and the number.</summary>
    private static string LinkAddress(int number) => $"02:5a:54:00:{number >> 8:x2}:{number & 255:x2}";

    /// <summary>One host with its namespace, under a number that it keeps.</summary>
    /// <param name="Occurrence">Two hosts may have one name: a workload's and a group's.</param>
    private sealed record Slot(int Number, int Occurrence, LabHost Host, NetworkNamespace Inside) : IDisposable
    {
        public bool IsReaddressed { get; init; }

        public (string Name, int Occurrence) Key => (Host.Name, Occurrence);

        public Lazy<NftConnection> Connection { get; } = new(() => NftConnection.Open(Inside));

        public void Dispose()
        {
            if (Connection.IsValueCreated)
                Connection.Value.Dispose();
            Inside.Dispose();
        }
    }
}
