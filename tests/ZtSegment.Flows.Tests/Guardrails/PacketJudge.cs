using System.Collections.Immutable;
using ZtSegment.Flows.Proof;
using ZtSegment.Flows.Tests.RandomEstates;
using ZtSegment.Language;

namespace ZtSegment.Flows.Tests.Guardrails;

/// <summary>Guardrails by brute force: every two addresses where meanings change, every service, one packet at a time, asked of the oracle.</summary>
internal sealed class PacketJudge
{
    private readonly Intent intent;
    private readonly DateTimeOffset now;
    private readonly Oracle oracle;
    private readonly Oracle lasting;
    private readonly WorkloadTable table;
    private readonly ImmutableArray<End> ends;
    private readonly ImmutableArray<AskedPacket> services;
    private readonly PacketSpaces spaces = new();
    private readonly Dictionary<(Oracle, string, Direction), EndSets[]> sets = [];

    public PacketJudge(RandomEstate estate)
    {
        (intent, now) = (estate.Intent, estate.Now);
        var facts = new EstateFacts(intent.Workloads.ToDictionary(
            w => w.Name, w => estate.Facts[w.Name] with { Compliant = true, Risk = Risk.Low, Quarantined = false }));
        var plain = Of(_ => true);
        var forGood = Of(IsForGood);
        oracle = new Oracle(plain, facts, now);
        lasting = new Oracle(forGood, facts, now);
        table = new WorkloadTable(intent, facts);
        var addresses = AddressesWhereMeaningsChange();
        ends =
        [
            .. from address in addresses
               where !AddressSet.OutsidePacketSpace.Contains(address)
               from holder in Holders(address).Cast<int?>().DefaultIfEmpty(null)
               select new End(holder, address),
        ];
        services = Services();

        Intent Of(Func<FlowPolicy, bool> kept) => new(
        [
            .. intent.Estate is { } only ? [only] : Array.Empty<Document>(), .. intent.Workloads, .. intent.Segments, .. intent.Rollouts,
            .. intent.AddressGroups, .. intent.PortGroups, .. intent.Policies.Where(kept),
        ]);
    }

    public bool IsBroken(Guardrail guardrail) => guardrail.Rule switch
    {
        NeverRule or OnlyRule or AlwaysRule => Pairs().Any(p => services.Any(s => Breaks(guardrail, p.Source, p.Destination, s))),
        RequireLabelsRule rule => Rows.Any(row => Matches(rule.Selector, row) && rule.Keys.Any(key => table.Labels[row][key] is null)),
        LimitRule rule => intent.Policies.Any(p => p.IsLive(now) && Exceeds(rule, p)),
        _ => throw new ArgumentException("no such rule", nameof(guardrail)),
    };

    /// <summary>Whether the packet breaks a guardrail that is cut by, from or to any own address of the workload.</summary>
    public bool IsForbidden(Workload workload, Direction direction, Address remote, AskedPacket packet)
    {
        var row = intent.Workloads.IndexOf(workload);
        var own = table.Addresses[row].Where(a => a.Family == remote.Family).Select(a => new End(row, a)).ToList();
        var far = Holders(remote).Cast<int?>().DefaultIfEmpty(null).Select(holder => new End(holder, remote)).ToList();
        return intent.Guardrails.Where(g => g is { Severity: Severity.Error, Rule: NeverRule or OnlyRule }).Any(g => own.Any(o => far.Any(f =>
            direction == Direction.Ingress ? Breaks(g, f, o, packet) : Breaks(g, o, f, packet))));
    }

    /// <summary>Whether a packet between these two breaks the guardrail.</summary>
    public bool Breaks(Guardrail guardrail, End source, End destination, AskedPacket packet)
    {
        if (IsExcepted(guardrail, source, destination, packet) || !AreManaged(source, destination) || IsItself(source, destination))
            return false;
        return guardrail.Rule switch
        {
            NeverRule r => Holds(r.From, source, mayHold: true) && Holds(r.To, destination, mayHold: true) && IsOn(r.Ports, destination, packet)
                && Differ(r.DifferentLabels, source, destination)
                && Passes(guardrail, source, destination, packet),
            OnlyRule r => !Holds(r.From, source, mayHold: false) && Holds(r.To, destination, mayHold: true) && IsOn(r.Ports, destination, packet)
                && Passes(guardrail, source, destination, packet),
            AlwaysRule r => IsMeant(r.From, source) && IsMeant(r.To, destination) && IsOn(r.Ports, destination, packet)
                && !PassesForGood(r, source, destination, packet),
            _ => false,
        };
    }

    private IEnumerable<int> Rows => Enumerable.Range(0, intent.Workloads.Length);

    private IEnumerable<(End Source, End Destination)> Pairs() =>
        from source in ends
        from destination in ends
        where source.Address.Family == destination.Address.Family
        select (source, destination);

    private bool AreManaged(End source, End destination) => IsManaged(source) || IsManaged(destination);

    private bool IsManaged(End end) => end.Row is { } row && intent.Workloads[row].IsManaged;

    /// <summary>A workload with itself, also by an address that another shares.</summary>
    private bool IsItself(End source, End destination) =>
        (source.Row is not null && source.Row == destination.Row)
        || (IsManaged(source) && table.Addresses[source.Row!.Value].Contains(destination.Address))
        || (IsManaged(destination) && table.Addresses[destination.Row!.Value].Contains(source.Address));

    private bool Passes(Guardrail guardrail, End source, End destination, AskedPacket packet) =>
        LetThrough(guardrail, source, Direction.Egress, source, destination, packet)
        && LetThrough(guardrail, destination, Direction.Ingress, source, destination, packet);

    private bool LetThrough(Guardrail guardrail, End own, Direction direction, End source, End destination, AskedPacket packet) =>
        !IsManaged(own)
        || Lets(oracle, own, direction, direction == Direction.Ingress ? source.Address : destination.Address, packet)
        || TagsThatLet(own, direction, destination, packet).Any(tag => !IsAdmitted(guardrail, tag, direction, source, destination, packet));

    /// <summary>The service tags without CIDRs of policies that select this end.</summary>
    private IEnumerable<string> TagsThatLet(End own, Direction direction, End destination, AskedPacket packet) =>
        from policy in intent.Policies
        where policy.IsLive(now)
        let far = direction == Direction.Ingress ? policy.From : policy.To
        from tag in far.Where(IsTagAlone).Select(TagOf)
        where (direction == Direction.Ingress ? policy.To : policy.From).Any(p => Names(p, own.Row!.Value))
        where IsOn(policy.Ports, direction == Direction.Ingress ? destination : new End(null, destination.Address), packet)
        where !(own.Address.Family == IpFamily.V6 && packet.Protocol == Protocol.Icmp
            && policy.Ports.OfType<LiteralPorts>().All(p => !p.Ports.IsAny) && intent.Workloads[own.Row!.Value].Nsg is not null)
        select tag!;

    private bool IsAdmitted(Guardrail guardrail, string tag, Direction direction, End source, End destination, AskedPacket packet) =>
        (guardrail.Rule is OnlyRule only && direction == Direction.Ingress && only.From.Any(p => TagOf(p) == tag))
        || guardrail.Except.Where(IsLive).Any(e => (direction == Direction.Ingress ? e.From : e.To).Any(p => TagOf(p) == tag)
            && (direction == Direction.Ingress ? Holds(e.To, destination, mayHold: false) : Holds(e.From, source, mayHold: false))
            && IsOn(e.Ports, direction == Direction.Ingress ? destination : new End(null, destination.Address), packet));

    private bool PassesForGood(AlwaysRule rule, End source, End destination, AskedPacket packet) =>
        LetForGood(source, Direction.Egress, destination, rule.To, packet) && LetForGood(destination, Direction.Ingress, source, rule.From, packet);

    /// <summary>A service tag without CIDRs is let through by a policy that names it, but no address of it is known.</summary>
    private bool LetForGood(End own, Direction direction, End remote, ImmutableArray<Peer> far, AskedPacket packet) =>
        !IsManaged(own) || Lets(lasting, own, direction, remote.Address, packet)
        || (remote.Row is null && !Holds(far, remote, mayHold: false) && far.Where(IsTagAlone).Select(TagOf).All(tag =>
            intent.Policies.Any(p => IsForGood(p) && LetsTag(p, own, direction, tag!, packet))));

    private static bool IsForGood(FlowPolicy policy) => policy is { Expires: null, When: null or { Compliant: false, MaxRisk: null } };

    private bool LetsTag(FlowPolicy policy, End own, Direction direction, string tag, AskedPacket packet) =>
        (direction == Direction.Ingress ? policy.From : policy.To).Any(p => IsTagAlone(p) && TagOf(p) == tag)
        && (direction == Direction.Ingress ? policy.To : policy.From).Any(p => Names(p, own.Row!.Value))
        && IsOn(policy.Ports, direction == Direction.Ingress ? own : new End(null, own.Address), packet)
        && !(own.Address.Family == IpFamily.V6 && packet.Protocol == Protocol.Icmp && policy.Ports.OfType<LiteralPorts>().All(p => !p.Ports.IsAny));

    private bool Lets(Oracle asked, End own, Direction direction, Address remote, AskedPacket packet)
    {
        var workload = intent.Workloads[own.Row!.Value];
        if (!sets.TryGetValue((asked, workload.Name, direction), out var known))
            sets[(asked, workload.Name, direction)] = known = [asked.Evaluate(workload, spaces), asked.EvaluateManagement(workload, spaces)];
        var space = spaces[remote.Family];
        return known.Any(s => space.Contains(s[direction][remote.Family], remote.Value, packet.Protocol.WireNumber(remote.Family), packet.Port));
    }

    private bool IsExcepted(Guardrail guardrail, End source, End destination, AskedPacket packet) => guardrail.Except.Where(IsLive).Any(e =>
        Holds(e.From, source, mayHold: false) && Holds(e.To, destination, mayHold: false) && IsOn(e.Ports, destination, packet));

    private bool IsLive(GuardrailException except) => except.Expires is null || now < except.Expires;

    private bool Holds(ImmutableArray<Peer> peers, End end, bool mayHold) => peers.Any(peer => peer.SelectsWorkloads
        ? Holders(end.Address).Any(row => Names(peer, row))
        : IsWritten(peer, end.Address) || (mayHold && IsTagAlone(peer)));

    /// <summary>For <c>always</c>: a workload that is named, or an address that is written; a tag may hold what no workload has.</summary>
    private bool IsMeant(ImmutableArray<Peer> peers, End end) => peers.Any(peer => peer.SelectsWorkloads
        ? end.Row is { } row && Names(peer, row)
        : IsWritten(peer, end.Address) || (end.Row is null && IsTagAlone(peer)));

    private bool IsOn(ImmutableArray<PortEntry> entries, End destination, AskedPacket packet) => entries.Any(entry => entry switch
    {
        LiteralPorts literal => literal.Ports.Contains(packet.Protocol, packet.Port),
        PortGroupReference group => intent.PortGroupsByName[group.Name].Ports.Contains(packet.Protocol, packet.Port),
        NamedPort named => destination.Row is { } row && PortOf(named.Name, row) == (packet.Protocol, packet.Port),
        _ => false,
    });

    /// <summary>Random segments agree on the port of a name.</summary>
    private (Protocol, ushort)? PortOf(string name, int row)
    {
        var port = intent.Workloads[row].Ports.Concat(intent.Segments.Where(s => Matches(s.Selector, row)).SelectMany(s => s.Ports))
            .FirstOrDefault(p => p.Name == name);
        return port is null ? null : (port.Protocol, port.Port);
    }

    private bool Differ(ImmutableArray<string> keys, End source, End destination) =>
        keys.IsEmpty
        || (source.Row is { } one && destination.Row is { } other
            && keys.Any(key => table.Labels[one][key] is null || table.Labels[other][key] is null || table.Labels[one][key] != table.Labels[other][key]));

    private bool Names(Peer peer, int row) => peer switch
    {
        WorkloadPeer workload => workload.Name == intent.Workloads[row].Name,
        SegmentPeer segment => Matches(intent.SegmentsByName[segment.Name].Selector, row),
        SelectorPeer selector => Matches(selector.Selector, row),
        _ => false,
    };

    private bool Matches(Selector selector, int row) => LabelIndex.Matches(selector, table.Labels[row]);

    private bool IsWritten(Peer peer, Address address)
    {
        var (cidrs, except) = Written(peer);
        return cidrs.Any(c => !Loopback.Contains(c) && c.Family == address.Family && c.Range.Contains(address.Value))
            && !except.Any(c => c.Family == address.Family && c.Range.Contains(address.Value));
    }

    private static readonly ImmutableArray<Cidr> Loopback = [Cidr.Parse("127.0.0.0/8"), Cidr.Parse("::1/128")];

    private (ImmutableArray<Cidr> Cidrs, ImmutableArray<Cidr> Except) Written(Peer peer) => peer switch
    {
        CidrPeer cidr => ([cidr.Cidr], cidr.Except),
        AddressGroupPeer group => (intent.AddressGroupsByName[group.Name].Cidrs, intent.AddressGroupsByName[group.Name].Except),
        _ => ([], []),
    };

    private string? TagOf(Peer peer) => peer is AddressGroupPeer group ? intent.AddressGroupsByName[group.Name].ServiceTag : null;

    private bool IsTagAlone(Peer peer) => TagOf(peer) is not null
        && AddressSet.From(Written(peer).Cidrs.Where(c => !Loopback.Contains(c))).Subtract(AddressSet.From(Written(peer).Except))
            .Subtract(AddressSet.OutsidePacketSpace).IsEmpty;

    private IEnumerable<int> Holders(Address address) => Rows.Where(row => table.Addresses[row].Contains(address));

    private bool Exceeds(LimitRule rule, FlowPolicy policy) =>
        policy.From.Concat(policy.To).Any(p => rule.MaxCidrAddresses is { } most && (IsTagAlone(p) && Written(p).Cidrs.IsEmpty || CountsMore(p, most)))
        || (rule.RequireOwner && policy.Owner is null)
        || (rule.RequireExpiryForAddressGroups && policy.Expires is null && policy.From.Concat(policy.To).Any(p => p is AddressGroupPeer))
        || (rule.MaxPorts is { } ports && new[] { Protocol.Tcp, Protocol.Udp, Protocol.Sctp }.Any(protocol =>
            Rows.Where(row => policy.To.Any(p => Names(p, row))).Cast<int?>().Append(null).Any(row =>
                Enumerable.Range(0, 65536).Count(port => IsOn(policy.Ports, new End(row, default), new AskedPacket(protocol, (ushort)port))) > ports)));

    private bool CountsMore(Peer peer, long most)
    {
        var written = AddressSet.From(Written(peer).Cidrs).Subtract(AddressSet.From(Written(peer).Except));
        return written.V4.ToImmutableArray().Concat(written.V6.ToImmutableArray())
            .Aggregate((decimal)0, (all, range) => all + (decimal)UInt128.Min(range.To - range.From, ulong.MaxValue) + 1) > most;
    }

    private ImmutableArray<Address> AddressesWhereMeaningsChange()
    {
        var workloads = Rows.SelectMany(row => table.Addresses[row]).ToList();
        var peers = intent.Policies.SelectMany(p => p.From.Concat(p.To))
            .Concat(intent.Guardrails.SelectMany(g => g.Except).SelectMany(e => e.From.Concat(e.To)))
            .Concat(intent.Guardrails.SelectMany(g => g.Rule switch
            {
                NeverRule r => r.From.Concat(r.To),
                OnlyRule r => r.From.Concat(r.To),
                AlwaysRule r => r.From.Concat(r.To),
                _ => [],
            }));
        var edges = peers.Select(Written).SelectMany(w => w.Cidrs.Concat(w.Except))
            .Concat(intent.Management.Access.SelectMany(a => a.From)).Distinct().SelectMany(Edges);
        return
        [
            .. workloads.Concat(workloads.SelectMany(Beside)).Concat(edges).Concat(intent.Management.Controller?.Addresses ?? [])
                .Concat(FirstAndLast).Distinct().Order(),
        ];
    }

    /// <summary>Of the packet space, and of the gap in it between multicast and broadcast; with one of each family that nobody names.</summary>
    private static readonly ImmutableArray<Address> FirstAndLast =
    [
        .. new[] { "0.0.0.0", "223.255.255.255", "240.0.0.0", "255.255.255.254", "192.0.2.77", "::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db8::77" }
            .Select(text => Address.Parse(text)),
    ];

    private static IEnumerable<Address> Beside(Address address) => [address with { Value = address.Value - 1 }, address with { Value = address.Value + 1 }];

    private static IEnumerable<Address> Edges(Cidr cidr)
    {
        var (first, last) = cidr.Range;
        yield return new(cidr.Family, first);
        yield return new(cidr.Family, last);
        if (first > 0)
            yield return new(cidr.Family, first - 1);
        if (last < Address.Last(cidr.Family))
            yield return new(cidr.Family, last + 1);
    }

    private ImmutableArray<AskedPacket> Services() =>
    [
        .. (from ports in intent.Policies.SelectMany(p => p.Ports)
                .Concat(intent.Guardrails.SelectMany(g => g.Except).SelectMany(e => e.Ports))
                .Concat(intent.Guardrails.SelectMany(g => g.Rule switch { NeverRule r => r.Ports, OnlyRule r => r.Ports, AlwaysRule r => r.Ports, _ => [] }))
                .Concat(intent.Management.Access.SelectMany(a => a.Ports))
                .OfType<LiteralPorts>().Select(p => p.Ports)
                .Concat(intent.PortGroups.Select(g => g.Ports))
                .Concat(intent.Workloads.SelectMany(w => w.Ports).Concat(intent.Segments.SelectMany(s => s.Ports))
                    .Select(p => ProtocolPorts.Of(p.Protocol, PortSet.Of(p.Port))))
                .Append(ProtocolPorts.Of(Protocol.Tcp, PortSet.Of(8443)))
                .Append(ProtocolPorts.Of(new Protocol(253), PortSet.Full))
            from listed in ports.Listed
            from range in listed.Ports.Ranges.ToImmutableArray()
            from port in new[] { range.From - 1, range.From, range.To, range.To + 1 }
            where listed.Protocol.HasPorts ? port is >= 0 and <= 65535 : port == 0
            select new AskedPacket(listed.Protocol, (ushort)port)).Distinct(),
    ];
}

/// <param name="Row">Null: no workload's address.</param>
internal readonly record struct End(int? Row, Address Address);

internal readonly record struct AskedPacket(Protocol Protocol, ushort Port);
