using System.Collections.Immutable;
using ZtSegment.Cli.Lab.Probing;
using ZtSegment.Flows;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;
using ZtSegment.Linux.Rendering;

namespace ZtSegment.Cli.Lab;

/// <summary>What a lab of one estate is made of and asked.</summary>
/// <param name="Roles">One per host.</param>
/// <param name="Notes">What is left out, and why.</param>
//
//   workloads --> hosts with their own addresses, rulesets on Linux ones --+
//   address groups, CIDRs, management --> hosts with one address a family -+--> probes of every pair, each with what the oracle expects
//
internal sealed record LabPlan(
    Compilation Compilation, ImmutableArray<LabHost> Hosts, ImmutableArray<LabRole> Roles, ImmutableArray<Probe> Probes, LabExpectation Expectation, ImmutableArray<string> Notes)
{
    public static LabPlan Of(Compilation compilation)
    {
        var facts = FactsOf(compilation.Table);
        var notes = new List<string>();
        var hosts = new List<LabHost>();
        var roles = new List<LabRole>();
        var oracle = new Oracle(compilation.Intent, facts, compilation.Now);
        AddWorkloads(compilation, oracle, hosts, roles, notes);
        AddPeers(compilation.Intent, hosts, roles, notes);
        var services = ProbeServices.Of(compilation.Intent);
        CheckSize(hosts, services);
        foreach (var protocol in services.Portless.Where(p => Families.Any(f => !ProbeProtocols.CanProbe(p.WireNumber(f), f))))
            notes.Add($"{protocol} is not probed{(Families.Any(f => ProbeProtocols.CanProbe(protocol.WireNumber(f), f)) ? " over IPv6" : "")}: sockets cannot send it alone");
        var expectation = new LabExpectation(oracle, roles);
        var probes = ProbesOf(hosts, roles, services, expectation);
        return new LabPlan(compilation, [.. hosts], [.. roles], [.. Lasting(probes, compilation, facts, roles, notes)], expectation, [.. notes]);
    }

    /// <summary>The hosts alone, in the order of a plan's.</summary>
    public static ImmutableArray<LabHost> HostsOf(Compilation compilation)
    {
        var hosts = new List<LabHost>();
        var roles = new List<LabRole>();
        AddWorkloads(compilation, new Oracle(compilation.Intent, FactsOf(compilation.Table), compilation.Now), hosts, roles, []);
        AddPeers(compilation.Intent, hosts, roles, []);
        return [.. hosts];
    }

    private static EstateFacts FactsOf(WorkloadTable table) =>
        new(table.Workloads.Select((w, row) => (w.Name, table.Facts[row])).ToDictionary());

    /// <summary>Several minutes, and half a gigabyte of memory.</summary>
    private const long MostProbes = 5_000_000;

    private static void CheckSize(List<LabHost> hosts, ProbeServices services)
    {
        var pairs = Families.Sum(f => Math.Pow(hosts.Sum(h => h.Addresses.Count(a => a.Family == f)), 2));
        if (hosts.Count > LabNetwork.MostHosts || pairs * services.PerPair > MostProbes)
        {
            throw new WorldRefusedException(
                $"{hosts.Count} hosts with {services.PerPair} services are more than one lab can hold "
                + $"({LabNetwork.MostHosts} hosts, {MostProbes:N0} probes): name fewer documents");
        }
    }

    /// <summary>Longer than a lab lasts: the kernel's timeouts go on while it probes.</summary>
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(10);

    private static readonly IpFamily[] Families = [IpFamily.V4, IpFamily.V6];

    /// <summary>Without the probes whose answer depends on when exactly they are asked.</summary>
    private static IEnumerable<Probe> Lasting(
        IEnumerable<Probe> probes, Compilation compilation, EstateFacts facts, List<LabRole> roles, List<string> notes)
    {
        var end = compilation.Now + LongestRun;
        var ending = compilation.Intent.Policies.Where(p => p.IsLive(compilation.Now) && !p.IsLive(end)).Select(p => p.Name).ToList();
        if (ending.Count == 0)
            return probes;
        notes.Add($"what {string.Join(", ", ending)} alone lets through is not probed: it expires within {LongestRun.TotalMinutes:0} minutes");
        var later = new LabExpectation(new Oracle(compilation.Intent, facts, end), roles);
        return probes.Where(p => p.Expected == later.Passes(roles[p.Source], p.From, roles[p.Destination], p.To, p.Protocol, p.Port));
    }

    /// <summary>An address that several workloads have lives on the first of them by name.</summary>
    private static void AddWorkloads(Compilation compilation, Oracle oracle, List<LabHost> hosts, List<LabRole> roles, List<string> notes)
    {
        var renderer = new NftRenderer(compilation);
        var taken = new HashSet<Address>();
        for (var row = 0; row < compilation.Table.Workloads.Length; row++)
        {
            var workload = compilation.Table.Workloads[row];
            var all = compilation.Table.Addresses[row];
            ImmutableArray<Address> own = [.. all.Where(taken.Add)];
            if (own.IsEmpty)
            {
                notes.Add(all.IsEmpty
                    ? $"{workload.Name} is left out: none of its addresses is known"
                    : $"{workload.Name} is left out: its addresses live on workloads that come before it");
                continue;
            }

            var isLinux = workload.LinuxHost is not null;
            hosts.Add(new LabHost(workload.Name, own, isLinux ? renderer.RenderHost(row) : null));
            roles.Add(new LabRole(
                isLinux ? LabKind.Linux : workload.Nsg is not null ? LabKind.Nsg : LabKind.Unmanaged,
                workload, all, isLinux ? oracle.ModesOf(workload) : null));
        }

        if (roles.Count(r => r.Workload?.Nsg is not null) is > 0 and var count)
            notes.Add($"{count} workload{(count == 1 ? " is" : "s are")} behind an NSG: a lab has no NSG, only their Linux rulesets, if any, are enforced here");
    }

    private static void AddPeers(Intent intent, List<LabHost> hosts, List<LabRole> roles, List<string> notes)
    {
        var taken = AddressSet.From(roles.SelectMany(r => r.Holds));
        foreach (var (peer, addresses) in PeerAddresses.Choose(PeerAddresses.PeersOf(intent), taken))
        {
            if (addresses.IsEmpty)
            {
                notes.Add($"{peer.Name} is left out: {(peer.Addresses.Overlaps(taken) ? "other hosts have its addresses" : "it has no address that a host could have")}");
                continue;
            }

            hosts.Add(new LabHost(peer.Name, addresses, null));
            roles.Add(new LabRole(LabKind.Peer, null, addresses, null));
        }
    }

    /// <summary>A workload with itself is outside the packet space, also where one of its addresses lives on another host.</summary>
    private static IEnumerable<Probe> ProbesOf(List<LabHost> hosts, List<LabRole> roles, ProbeServices services, LabExpectation expectation) =>
        from source in Enumerable.Range(0, hosts.Count)
        from destination in Enumerable.Range(0, hosts.Count)
        where source != destination
        from @from in hosts[source].Addresses
        where !roles[destination].Holds.Contains(@from)
        from to in hosts[destination].Addresses
        where @from.Family == to.Family && !roles[source].Holds.Contains(to)
        from service in ServicesOf(services, to.Family)
        select new Probe(source, @from, destination, to, service.Protocol, service.Port,
            expectation.Passes(roles[source], @from, roles[destination], to, service.Protocol, service.Port));

    private static IEnumerable<(byte Protocol, ushort Port)> ServicesOf(ProbeServices services, IpFamily family)
    {
        foreach (var port in services.Ports)
        {
            yield return (ProbeProtocols.Tcp, port);
            yield return (ProbeProtocols.Udp, port);
            if (services.HasSctp)
                yield return (ProbeProtocols.Sctp, port);
        }

        foreach (var protocol in services.Portless.Select(p => p.WireNumber(family)).Where(p => ProbeProtocols.CanProbe(p, family)))
            yield return (protocol, 0);
    }
}
