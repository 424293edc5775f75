using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ZtSegment.Flows.Graph;
using ZtSegment.Language;

namespace ZtSegment.Flows.Guardrails;

/// <summary>One estate, and kinds of workloads that neither its rules nor any of the given guardrails tell apart.</summary>
/// <remarks>The guardrails may be those of another revision: what their peers name is looked for in this estate, and may be gone.</remarks>
//
//   selectors, labels and port names of guardrails --> marks of rows --+
//   CIDRs and groups of guardrails -----------------------> bounds ----+--> WorkloadKinds --> one answer per kind
//   rules (Compilation) -----------------------------------------------+
//
internal sealed class GuardedEstate
{
    /// <summary>For "any address", from the ranges for documentation (RFC 5737, RFC 3849).</summary>
    private static readonly Address ExampleV4 = Address.Parse("198.51.100.1");
    private static readonly Address ExampleV6 = Address.Parse("2001:db8::1");

    private readonly HashSet<string> ports;
    private readonly Lazy<AddressSet> held;
    private readonly PortResolver resolver;

    /// <param name="view">Of <see cref="GuardrailView"/>.</param>
    public GuardedEstate(Compilation view, Intent guardrails)
    {
        (View, Guardrails) = (view, guardrails);
        resolver = ReferenceEquals(view.Intent, guardrails) ? view.PortNames : new PortResolver(guardrails, view.Table, view.Binder.Select);
        var flows = guardrails.Guardrails.Select(g => FlowSides.Of(g.Rule)).OfType<FlowSides>()
            .Concat(guardrails.Guardrails.SelectMany(g => g.Except).Select(FlowSides.Of)).ToList();
        var peers = flows.SelectMany(f => f.From.Concat(f.To)).ToList();
        ports = [.. flows.SelectMany(f => f.Ports).OfType<NamedPort>().Select(p => p.Name)];
        var labels = guardrails.Guardrails.Select(g => g.Rule).OfType<NeverRule>().SelectMany(r => r.DifferentLabels).Distinct();
        Kinds = new WorkloadKinds(view, [.. peers.Select(AddressesOf)], Marks(peers, [.. labels]));
        Rules = new EndRules(view, Kinds);
        held = new(() => AddressSet.From(view.Table.Addresses.SelectMany(own => own)));
    }

    public Compilation View { get; }

    /// <summary>What gives guardrails their meaning: their segments, groups and port groups.</summary>
    public Intent Guardrails { get; }

    public WorkloadKinds Kinds { get; }

    public EndRules Rules { get; }

    public WorkloadTable Table => View.Table;

    /// <summary>Rows that the peer names, ascending; none for addresses, and for a workload that is gone.</summary>
    public int[] RowsOf(Peer peer) => peer switch
    {
        WorkloadPeer workload => View.Binder.FindRow(workload.Name) is { } row ? [row] : [],
        SegmentPeer segment => View.Binder.Select(Guardrails.SegmentsByName[segment.Name].Selector),
        SelectorPeer selector => View.Binder.Select(selector.Selector),
        _ => [],
    };

    /// <summary>The addresses that a CIDR or group stands for; what only a service tag holds is not known, and not in it.</summary>
    public AddressSet AddressesOf(Peer peer) => AddressesOf(Guardrails, peer);

    /// <inheritdoc cref="AddressesOf(Peer)"/>
    public static AddressSet AddressesOf(Intent guardrails, Peer peer) => peer switch
    {
        CidrPeer cidr => AddressesOf([cidr.Cidr], cidr.Except),
        AddressGroupPeer name when guardrails.AddressGroupsByName[name.Name] is var group => AddressesOf(group.Cidrs, group.Except),
        _ => AddressSet.Empty,
    };

    /// <summary>The service tag of a group, whatever CIDRs stand beside it.</summary>
    public string? TagOf(Peer peer) => TagOf(Guardrails, peer);

    /// <inheritdoc cref="TagOf(Peer)"/>
    public static string? TagOf(Intent guardrails, Peer peer) => peer is AddressGroupPeer name ? guardrails.AddressGroupsByName[name.Name].ServiceTag : null;

    /// <summary>Whether the peer is a service tag without CIDRs, which may hold any address.</summary>
    public bool IsOpaque(Peer peer) => TagOf(peer) is not null && AddressesOf(peer).IsEmpty;

    /// <summary>Addresses of any workload.</summary>
    public AddressSet Held => held.Value;

    /// <summary>An address that no workload has, not a network's own where there is another; null where workloads have them all.</summary>
    public Address? FirstUnheld(IpFamily family, IntervalSet<UInt128> addresses)
    {
        var example = family == IpFamily.V4 ? ExampleV4 : ExampleV6;
        if (!addresses.IsEmpty && addresses.Intervals[0].From == 0 && addresses.Contains(example.Value) && !Held.Contains(example))
            return example;
        foreach (var interval in addresses.Intervals)
        {
            var free = IntervalSet<UInt128>.Of(interval).Subtract(Held[family]);
            if (free.IsEmpty)
                continue;
            var beyond = free.Subtract(IntervalSet<UInt128>.Of(interval.From));
            return new Address(family, (beyond.IsEmpty ? free : beyond).Intervals[0].From);
        }

        return null;
    }

    /// <summary>What entries of a guardrail mean where this kind is the destination; null: an address that no workload has.</summary>
    public ProtocolPorts PortsAt(PolicyPorts entries, WorkloadKind? destination) =>
        destination is null ? entries.Literal : resolver.Resolve(destination.Rows[0], entries);

    /// <summary>The port of that name on a workload, or null.</summary>
    public (Protocol Protocol, ushort Port)? Resolve(int row, string name) => resolver.Resolve(row, name);

    public PolicyPorts Split(ImmutableArray<PortEntry> entries) => PortResolver.Split(Guardrails, entries);

    private static AddressSet AddressesOf(ImmutableArray<Cidr> cidrs, ImmutableArray<Cidr> except) =>
        AddressSet.From(cidrs.Where(c => !PeerFindings.Loopback[c.Family].Contains(IntervalSet<UInt128>.From([c.Range]))))
            .Subtract(AddressSet.From(except)).Subtract(AddressSet.OutsidePacketSpace);

    /// <summary>Rows get the same number where every peer names all of them or none, and these labels and the port names are equal.</summary>
    private int[] Marks(List<Peer> peers, string[] labels)
    {
        var named = peers.Where(p => p.SelectsWorkloads).Select(RowsOf).Distinct().ToList();
        var keys = new List<int>[Table.Workloads.Length];
        for (var i = 0; i < named.Count; i++)
        {
            foreach (var row in named[i])
                (keys[row] ??= []).Add(i);
        }

        var values = new Dictionary<(string Key, string Value), int>();
        var numbers = new Dictionary<int[], int>(IntArrayComparer.Instance);
        var lookup = numbers.GetAlternateLookup<ReadOnlySpan<int>>();
        var marks = new int[keys.Length];
        for (var row = 0; row < marks.Length; row++)
        {
            var key = keys[row] ?? [];
            foreach (var label in labels)
                key.Add(Table.Labels[row][label] is { } value ? -2 - NumberOf(values, (label, value)) : -1);
            foreach (var name in ports)
                key.Add(resolver.NumberOf(row, name));
            var span = CollectionsMarshal.AsSpan(key);
            if (!lookup.TryGetValue(span, out marks[row]))
                lookup[span] = marks[row] = numbers.Count;
        }

        return marks;
    }

    private static int NumberOf<T>(Dictionary<T, int> numbers, T value)
        where T : notnull
    {
        if (!numbers.TryGetValue(value, out var number))
            numbers[value] = number = numbers.Count;
        return number;
    }
}
