using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>What of policies and management a network security group cannot express: it knows tcp, udp, icmp over IPv4, esp, ah and any.</summary>
internal sealed class NsgFindings(Compilation compilation, Selection selection)
{
    private static readonly Protocol[] Known = [Protocol.Tcp, Protocol.Udp, Protocol.Icmp, Protocol.Esp, Protocol.Ah];

    private readonly Intent intent = compilation.Intent;

    private readonly bool someNameIsSctp = compilation.Intent.Segments.SelectMany(s => s.Ports)
        .Concat(compilation.Intent.Workloads.SelectMany(w => w.Ports)).Any(p => p.Protocol == Protocol.Sctp);

    public static IEnumerable<Diagnostic> Of(Compilation compilation, Selection selection)
    {
        if (!selection.Absence.HasFacts || compilation.Intent.Workloads.All(w => w.Nsg is null))
            return [];
        var findings = new NsgFindings(compilation, selection);
        return compilation.Policies.SelectMany(p => findings.OfPolicy(p.Policy)).Concat(findings.OfManagement());
    }

    private IEnumerable<Diagnostic> OfPolicy(FlowPolicy policy)
    {
        foreach (var entry in policy.Ports)
        {
            var ports = PortsOf(policy, entry);
            if (Unknown(ports).Length > 0 && selection.RowsOf(policy).Where(IsBehindNsg).Order().ToList() is { Count: > 0 } behind)
                yield return CannotExpress(entry.Position, $"policy `{policy.Name}`", ports, behind);
            if (HasIcmp(ports) && LosingV6(policy) is { Count: > 0 } halved)
                yield return IsHalved(entry.Position, $"policy `{policy.Name}`", halved);
        }
    }

    private IEnumerable<Diagnostic> OfManagement()
    {
        var behind = Enumerable.Range(0, intent.Workloads.Length).Where(row => IsBehindNsg(row) && intent.Workloads[row].LinuxHost is not null).ToList();
        if (behind.Count == 0)
            yield break;
        foreach (var access in intent.Management.Access)
        {
            var ports = PortResolver.Split(intent, access.Ports).Literal;
            if (Unknown(ports).Length > 0)
                yield return CannotExpress(access.Position, "management access", ports, behind);
            if (HasIcmp(ports) && access.From.Any(c => c.Family == IpFamily.V6) && behind.Where(HasV6).ToList() is { Count: > 0 } halved)
                yield return IsHalved(access.Position, "management access", halved);
        }

        if (intent.Management.Controller is { } controller && !Known.Contains(controller.Protocol))
            yield return CannotExpress(controller.Position, "the way to the controller", ProtocolPorts.Of(controller.Protocol, PortSet.Of(controller.Port)), behind);
    }

    private Diagnostic CannotExpress(SourcePosition position, string what, ProtocolPorts ports, List<int> behind) => FindingRules.ProtocolOnNsg.At(
        position,
        $"{what} opens {string.Join(", ", Unknown(ports).Select(p => $"`{p}`"))} at {Nsgs(behind)}, which cannot express it",
        "use tcp, udp, icmp, esp, ah or any there, or let only workloads on Linux hosts have it",
        NsgsOf(behind).Length);

    private Diagnostic IsHalved(SourcePosition position, string what, List<int> behind) => FindingRules.IcmpV6OnNsg.At(
        position,
        $"{what} opens `icmp` at {Nsgs(behind)}, which cannot express it over IPv6: no such flow of {selection.Names(behind)}",
        "accept that IPv6 is not pinged there, or use `any` between these ends",
        behind.Count);

    /// <summary>Names are resolved on each destination.</summary>
    private ProtocolPorts PortsOf(FlowPolicy policy, PortEntry entry)
    {
        var split = PortResolver.Split(intent, [entry]);
        return split.Names.IsEmpty || !someNameIsSctp
            ? split.Literal
            : policy.To.SelectMany(selection.RowsOf).Distinct().Aggregate(split.Literal, (all, row) => all.Union(compilation.PortNames.Resolve(row, split)));
    }

    private static Protocol[] Unknown(ProtocolPorts ports) =>
        ports.Rest ? [] : [.. ports.Listed.Select(l => l.Protocol).Where(p => !Known.Contains(p))];

    private static bool HasIcmp(ProtocolPorts ports) => !ports.Rest && !ports[Protocol.Icmp].IsEmpty;

    /// <summary>Workloads with IPv6 behind an NSG whose other end has IPv6 too.</summary>
    private List<int> LosingV6(FlowPolicy policy) =>
        [.. LosingV6(policy.From, policy.To).Concat(LosingV6(policy.To, policy.From)).Distinct().Order()];

    private List<int> LosingV6(ImmutableArray<Peer> own, ImmutableArray<Peer> other)
    {
        var losing = own.SelectMany(selection.RowsOf).Where(row => IsBehindNsg(row) && HasV6(row)).ToList();
        return losing.Count > 0 && other.Any(HasV6) ? losing : [];
    }

    private bool HasV6(Peer peer) => peer switch
    {
        CidrPeer cidr => cidr.Cidr.Family == IpFamily.V6,
        AddressGroupPeer name when intent.AddressGroupsByName[name.Name] is var group =>
            group.ServiceTag is not null || group.Cidrs.Any(c => c.Family == IpFamily.V6),
        _ => selection.RowsOf(peer).Any(HasV6),
    };

    /// <summary>Where no address is known yet, the prefixes that it may come from tell.</summary>
    private bool HasV6(int row) => compilation.Table.Addresses[row] is { IsEmpty: false } known
        ? known.Any(a => a.Family == IpFamily.V6)
        : intent.Workloads[row].AddressesFrom?.Within.Any(c => c.Family == IpFamily.V6) == true;

    private bool IsBehindNsg(int row) => intent.Workloads[row].Nsg is not null;

    /// <summary>Resource ids are compared without regard to case, as Azure does.</summary>
    private string[] NsgsOf(List<int> rows) => [.. rows.Select(row => intent.Workloads[row].Nsg!).Distinct(StringComparer.OrdinalIgnoreCase)];

    private string Nsgs(List<int> rows)
    {
        var nsgs = NsgsOf(rows);
        return $"the network security group{(nsgs.Length == 1 ? "" : "s")} {Selection.Names(nsgs.Select(id => id[(id.LastIndexOf('/') + 1)..]), nsgs.Length)}";
    }
}
