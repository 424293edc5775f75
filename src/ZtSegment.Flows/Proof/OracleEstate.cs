using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows.Proof;

/// <summary>What the oracle knows of each workload under the facts: addresses, peers that select it, port names. Indices are those of the intent.</summary>
internal sealed class OracleEstate
{
    private static readonly Cidr[] Loopback = [Cidr.Parse("127.0.0.0/8"), Cidr.Parse("::1/128")];

    private readonly Intent intent;
    private readonly OracleLabels labels;
    private readonly WorkloadFacts[] facts;
    private readonly Address[][] addresses;
    private readonly Dictionary<string, int> indices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ProtocolPorts[]> segmentNames = new(StringComparer.Ordinal);
    private readonly Dictionary<Peer, OracleSelector?> selectors = new(ReferenceEqualityComparer.Instance);
    private readonly Lazy<ILookup<Address, int>> holders;

    public OracleEstate(Intent intent, EstateFacts facts)
    {
        this.intent = intent;
        this.facts = [.. intent.Workloads.Select(w => facts[w.Name])];
        labels = new OracleLabels(intent.Workloads, this.facts);
        addresses = [.. intent.Workloads.Select((w, i) => AddressesOf(w, this.facts[i]))];
        for (var i = 0; i < intent.Workloads.Length; i++)
            indices[intent.Workloads[i].Name] = i;
        holders = new(HoldersByAddress);
        Cut = CutAddresses();
    }

    /// <summary>The workloads that have an address, a virtual one all of its holders (item 1).</summary>
    public IEnumerable<int> HoldersOf(Address address) => holders.Value[address];

    /// <summary>Addresses that belong to no peer (item 15).</summary>
    public AddressSet Cut { get; }

    public int IndexOf(Workload workload) => indices[workload.Name];

    public IReadOnlyList<Address> Addresses(int workload) => addresses[workload];

    /// <summary>Item 15: no policy selects it.</summary>
    public bool IsQuarantined(int workload) => facts[workload].Quarantined;

    /// <summary>Item 3, <c>when</c>: what is unknown fails.</summary>
    public bool Meets(PolicyCondition? when, int workload) =>
        when is null
        || ((!when.Compliant || facts[workload].Compliant == true)
            && (when.MaxRisk is not { } most || facts[workload].Risk <= most));

    /// <summary>Item 3, <c>sameLabels</c>: equal values of all these labels; a missing label gives no flow.</summary>
    public bool HaveSameLabels(ImmutableArray<string> keys, int one, int other) =>
        keys.All(key => labels.Value(key, one) != 0 && labels.Value(key, one) == labels.Value(key, other));

    /// <summary>The values of these labels, the same text for the same values; a missing one is 0.</summary>
    public string ValuesOf(ImmutableArray<string> keys, int workload) => string.Join(',', keys.Select(key => labels.Value(key, workload)));

    /// <summary>Whether the peer names this workload, by segment, selector or name; addresses never do (item 1).</summary>
    public bool Names(Peer peer, int workload) => peer is WorkloadPeer named
        ? intent.Workloads[workload].Name == named.Name
        : SelectorOf(peer)?.Matches(workload) == true;

    /// <summary>All the workloads that the peer names.</summary>
    public IReadOnlyList<int> NamedBy(Peer peer) => peer is WorkloadPeer named ? [indices[named.Name]] : SelectorOf(peer)?.Members ?? [];

    private OracleSelector? SelectorOf(Peer peer)
    {
        if (!selectors.TryGetValue(peer, out var known))
        {
            selectors[peer] = known = peer switch
            {
                SegmentPeer segment => labels.SelectorOf(intent.SegmentsByName[segment.Name].Selector),
                SelectorPeer selector => labels.SelectorOf(selector.Selector),
                _ => null,
            };
        }

        return known;
    }

    /// <summary>Items 7 and 12: the addresses that a CIDR or group stands for. What a service tag holds is Azure's to say: here it is nothing.</summary>
    public AddressSet WrittenAddresses(Peer peer) => peer switch
    {
        CidrPeer cidr => WrittenAddresses([cidr.Cidr], cidr.Except),
        AddressGroupPeer peerGroup when intent.AddressGroupsByName[peerGroup.Name] is var group => WrittenAddresses(group.Cidrs, group.Except),
        _ => AddressSet.Empty,
    };

    /// <summary>Item 12: the service tag of a group; null for other peers.</summary>
    public string? TagOf(Peer peer) => peer is AddressGroupPeer group ? intent.AddressGroupsByName[group.Name].ServiceTag : null;

    /// <summary>Item 11: a service tag without CIDRs, which may contain any address.</summary>
    public bool IsTagAlone(Peer peer) => TagOf(peer) is not null && WrittenAddresses(peer).Subtract(AddressSet.OutsidePacketSpace).IsEmpty;

    /// <summary>A prefix that is all loopback selects nothing (one that is all multicast lies outside the packet space).</summary>
    public static bool SelectsNothing(Cidr cidr) => Loopback.Any(l => l.Family == cidr.Family && l.Range.Contains(cidr.Range));

    /// <summary>What one entry of a list of ports means where this workload is the destination; null: an address outside the estate.</summary>
    public ProtocolPorts Ports(PortEntry entry, int? destination) => entry switch
    {
        LiteralPorts literal => literal.Ports,
        PortGroupReference group => intent.PortGroupsByName[group.Name].Ports,
        NamedPort named when destination is { } workload => PortNamed(named.Name, workload),
        _ => ProtocolPorts.Empty,
    };

    private static AddressSet WrittenAddresses(ImmutableArray<Cidr> cidrs, ImmutableArray<Cidr> except) =>
        AddressSet.From(cidrs.Where(c => !SelectsNothing(c))).Subtract(AddressSet.From(except));

    /// <summary>Items 1 and 8: declared, or reported within the declared prefixes; virtual ones are addresses of each that has them.</summary>
    private static Address[] AddressesOf(Workload workload, WorkloadFacts facts) => workload.AddressesFrom is { } from
        ? [.. facts.Addresses.Where(a => IsAccepted(from, a)), .. workload.VirtualAddresses]
        : [.. workload.Addresses, .. workload.VirtualAddresses];

    /// <summary>Items 7 and 8: what no workload may have is no address of one, whoever reports it.</summary>
    private static bool IsAccepted(AddressesFrom from, Address reported) =>
        WorkloadAddress.WhyNot(reported) is null
        && from.Within.Any(c => c.Family == reported.Family && c.Range.Contains(reported.Value));

    private ILookup<Address, int> HoldersByAddress() =>
        addresses.SelectMany((own, workload) => own.Select(address => (address, workload))).ToLookup(p => p.address, p => p.workload);

    /// <summary>Item 15: the addresses of quarantined workloads; a virtual one only if no workload outside quarantine has it too.</summary>
    private AddressSet CutAddresses() => AddressSet.From(
        from workload in Enumerable.Range(0, facts.Length)
        where IsQuarantined(workload)
        from address in addresses[workload]
        where !intent.Workloads[workload].VirtualAddresses.Contains(address) || HoldersOf(address).All(IsQuarantined)
        select address);

    /// <summary>Item 5: the workload's own name wins, else the names of the segments that it is in; where facts make these contradict, none.</summary>
    private ProtocolPorts PortNamed(string name, int workload)
    {
        foreach (var own in intent.Workloads[workload].Ports)
        {
            if (own.Name == name)
                return PortsOf(own);
        }

        return SegmentNames(name)[workload];
    }

    private ProtocolPorts[] SegmentNames(string name)
    {
        if (segmentNames.TryGetValue(name, out var byWorkload))
            return byWorkload;
        byWorkload = new ProtocolPorts[intent.Workloads.Length];
        Array.Fill(byWorkload, ProtocolPorts.Empty);
        var contradicted = new HashSet<int>();
        foreach (var segment in intent.Segments)
        {
            foreach (var given in segment.Ports.Where(p => p.Name == name))
            {
                foreach (var member in labels.SelectorOf(segment.Selector).Members)
                {
                    if (!byWorkload[member].IsEmpty && !byWorkload[member].Equals(PortsOf(given)))
                        contradicted.Add(member);
                    byWorkload[member] = PortsOf(given);
                }
            }
        }

        foreach (var member in contradicted)
            byWorkload[member] = ProtocolPorts.Empty;
        return segmentNames[name] = byWorkload;
    }

    private static ProtocolPorts PortsOf(PortName name) => ProtocolPorts.Of(name.Protocol, PortSet.Of(name.Port));
}
