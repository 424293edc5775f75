using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows.Proof;

/// <summary>
/// Item 11: packets that break a <c>never</c> or an <c>only</c> though the documents alone keep it, so that no end lets them through. Only where
/// facts report labels or addresses: documents that break a guardrail are refused.
/// </summary>
internal sealed class OracleGuardrails
{
    private static readonly ProtocolPorts[] WordsOfNsg =
        [.. new[] { Protocol.Tcp, Protocol.Udp, Protocol.Esp, Protocol.Ah }.Select(p => ProtocolPorts.Of(p, PortSet.Full))];

    private static readonly AddressSet Everything =
        AddressSet.From([Cidr.Parse("0.0.0.0/0"), Cidr.Parse("::/0")]).Subtract(AddressSet.OutsidePacketSpace);

    private readonly Intent intent;
    private readonly OracleEstate estate;
    private readonly Oracle relaxed;
    private readonly Rule[] rules;
    private readonly Lazy<AddressSet> held;

    /// <param name="relaxed">Of the facts in which every <c>when</c> is met and nobody is in quarantine.</param>
    public OracleGuardrails(Intent intent, OracleEstate estate, Oracle relaxed, DateTimeOffset now)
    {
        (this.intent, this.estate, this.relaxed) = (intent, estate, relaxed);
        held = new(() => AddressSet.From(Enumerable.Range(0, intent.Workloads.Length).SelectMany(estate.Addresses)));
        rules = [.. intent.Guardrails.Where(g => g.Severity == Severity.Error && g.Rule is NeverRule or OnlyRule).Select(g => Bind(g, now))];
    }

    /// <summary>The facts under which guardrails are judged; null where facts report nothing.</summary>
    public static EstateFacts? Relaxed(Intent intent, EstateFacts facts)
    {
        var known = intent.Workloads.Select(w => (w.Name, Facts: facts[w.Name])).ToList();
        return known.Exists(k => k.Facts.Labels.Count > 0 || k.Facts.Addresses.Length > 0)
            ? new EstateFacts(known.ToDictionary(
                k => k.Name, k => k.Facts with { Compliant = true, Risk = Risk.Low, Quarantined = false }))
            : null;
    }

    /// <summary>What this end leaves out: remote addresses and ports, for any of its own addresses.</summary>
    public List<(AddressSet Remote, ProtocolPorts Ports)> CutAt(int own, Direction direction)
    {
        var cut = new List<(AddressSet Remote, ProtocolPorts Ports)>();
        foreach (var rule in rules)
        {
            foreach (var address in estate.Addresses(own))
            {
                if (!(direction == Direction.Ingress ? rule.Destinations : rule.Sources).Contains(address))
                    continue;
                cut.AddRange(WithWorkloads(rule, own, address, direction));
                if (rule.DifferentLabels.IsEmpty)
                    cut.AddRange(WithOthers(rule, own, address, direction));
            }
        }

        return intent.Workloads[own].Nsg is null ? cut : [.. cut.Select(c => (c.Remote, WithoutWords(c.Remote, c.Ports)))];
    }

    private IEnumerable<(AddressSet Remote, ProtocolPorts Ports)> WithWorkloads(Rule rule, int own, Address address, Direction direction)
    {
        for (var other = 0; other < intent.Workloads.Length; other++)
        {
            if (other == own || !HaveDifferentLabels(rule, own, other))
                continue;
            foreach (var remote in estate.Addresses(other))
            {
                var (source, destination) = direction == Direction.Ingress ? (remote, address) : (address, remote);
                if (remote.Family != address.Family || !rule.Sources.Contains(source) || !rule.Destinations.Contains(destination)
                    || estate.Addresses(own).Contains(remote) || (intent.Workloads[other].IsManaged && estate.Addresses(other).Contains(address)))
                {
                    continue;
                }

                var holder = direction == Direction.Ingress ? own : other;
                var ports = PortsAt(rule.Ports, holder).Intersect(Passing(rule, own, direction, address, remote));
                if (!ports.IsEmpty && intent.Workloads[other].IsManaged)
                    ports = ports.Intersect(Passing(rule, other, Opposite(direction), remote, address));
                foreach (var except in rule.Exceptions.Where(e => e.Sources.Contains(source) && e.Destinations.Contains(destination)))
                    ports = ports.Subtract(PortsAt(except.Ports, holder));
                if (!ports.IsEmpty)
                    yield return (AddressSet.From([remote]), ports);
            }
        }
    }

    /// <summary>The other end is no workload's address.</summary>
    private IEnumerable<(AddressSet Remote, ProtocolPorts Ports)> WithOthers(Rule rule, int own, Address address, Direction direction)
    {
        int? holder = direction == Direction.Ingress ? own : null;
        var outside = OfFamily(direction == Direction.Ingress ? rule.Sources : rule.Destinations, address.Family).Subtract(held.Value);
        foreach (var (remote, open, tag) in relaxed.RulesAt(own, direction, address.Family))
        {
            if (IsAdmitted(rule, tag, direction))
                continue;
            var boxes = new List<(AddressSet Remote, ProtocolPorts Ports)> { (remote.Intersect(outside), open.Intersect(PortsAt(rule.Ports, holder))) };
            foreach (var except in rule.Exceptions.Where(e => (direction == Direction.Ingress ? e.Destinations : e.Sources).Contains(address)))
            {
                var far = direction == Direction.Ingress ? except.Sources : except.Destinations;
                var ports = PortsAt(except.Ports, holder);
                var isOfTag = tag is not null && FarTags(except, direction).Contains(tag);
                boxes = isOfTag
                    ? [.. boxes.Select(b => (b.Remote, b.Ports.Subtract(ports)))]
                    : [.. boxes.SelectMany(b => new[] { (b.Remote.Subtract(far), b.Ports), (b.Remote.Intersect(far), b.Ports.Subtract(ports)) })];
            }

            foreach (var box in boxes.Where(b => !b.Remote.IsEmpty && !b.Ports.IsEmpty))
                yield return box;
        }
    }

    /// <summary>Item 5: IPv4 and IPv6 never mix.</summary>
    private static AddressSet OfFamily(AddressSet addresses, IpFamily family) =>
        family == IpFamily.V4 ? addresses with { V6 = default } : addresses with { V4 = default };

    /// <summary>What an end lets through between two addresses; what a service tag without CIDRs holds may be any address.</summary>
    private ProtocolPorts Passing(Rule rule, int own, Direction direction, Address address, Address remote)
    {
        var passing = ProtocolPorts.Empty;
        foreach (var (addresses, open, tag) in relaxed.RulesAt(own, direction, address.Family))
        {
            if (!addresses.Contains(remote) || IsAdmitted(rule, tag, direction))
                continue;
            var ports = open;
            foreach (var except in rule.Exceptions.Where(e => tag is not null && FarTags(e, direction).Contains(tag)
                && (direction == Direction.Ingress ? e.Destinations : e.Sources).Contains(address)))
            {
                ports = ports.Subtract(PortsAt(except.Ports, direction == Direction.Ingress ? own : null));
            }

            passing = passing.Union(ports);
        }

        return passing;
    }

    /// <summary>What a policy opens to the very tag that an <c>only</c> names comes from there.</summary>
    private static bool IsAdmitted(Rule rule, string? tag, Direction direction) =>
        tag is not null && direction == Direction.Ingress && rule.AdmittedTags.Contains(tag);

    private static ImmutableHashSet<string> FarTags(Exemption except, Direction direction) =>
        direction == Direction.Ingress ? except.SourceTags : except.DestinationTags;

    /// <summary>In `differentLabels` a missing label equals nothing.</summary>
    private bool HaveDifferentLabels(Rule rule, int one, int other) =>
        rule.DifferentLabels.IsEmpty || rule.DifferentLabels.Any(key => !estate.HaveSameLabels([key], one, other));

    private ProtocolPorts PortsAt(ImmutableArray<PortEntry> entries, int? destination) =>
        entries.Aggregate(ProtocolPorts.Empty, (all, entry) => all.Union(estate.Ports(entry, destination)));

    /// <summary>Item 13: a network security group has words for few protocols, so `any` without some packets loses those that it has none for.</summary>
    private static ProtocolPorts WithoutWords(AddressSet remote, ProtocolPorts ports)
    {
        var words = WordsOfNsg.Aggregate(ProtocolPorts.Empty, (all, word) => all.Union(word));
        return ports.Union(ProtocolPorts.Any.Subtract(remote.V6.IsEmpty ? words.Union(ProtocolPorts.Of(Protocol.Icmp, PortSet.Full)) : words));
    }

    private static Direction Opposite(Direction direction) => direction == Direction.Ingress ? Direction.Egress : Direction.Ingress;

    private Rule Bind(Guardrail guardrail, DateTimeOffset now)
    {
        ImmutableArray<Exemption> except =
        [
            .. guardrail.Except.Where(e => e.Expires is null || now < e.Expires)
                .Select(e => new Exemption(Addresses(e.From), Tags(e.From), Addresses(e.To), Tags(e.To), e.Ports)),
        ];
        return guardrail.Rule switch
        {
            NeverRule r => new Rule(MayHold(r.From), MayHold(r.To), r.Ports, r.DifferentLabels, [], except),
            OnlyRule r => new Rule(Everything.Subtract(Addresses(r.From)), MayHold(r.To), r.Ports, [], Tags(r.From), except),
            _ => throw new ArgumentException($"{guardrail.Rule.GetType().Name} is not about packets that must not pass", nameof(guardrail)),
        };
    }

    /// <summary>Item 12: the addresses of the workloads that are named, CIDRs and groups.</summary>
    private AddressSet Addresses(ImmutableArray<Peer> peers) => peers
        .Aggregate(
            AddressSet.From(peers.SelectMany(estate.NamedBy).SelectMany(estate.Addresses)),
            (all, peer) => all.Union(estate.WrittenAddresses(peer)))
        .Subtract(AddressSet.OutsidePacketSpace);

    private AddressSet MayHold(ImmutableArray<Peer> peers) => peers.Any(estate.IsTagAlone) ? Everything : Addresses(peers);

    private ImmutableHashSet<string> Tags(ImmutableArray<Peer> peers) =>
        peers.Select(estate.TagOf).OfType<string>().ToImmutableHashSet(StringComparer.OrdinalIgnoreCase);

    private sealed record Rule(
        AddressSet Sources, AddressSet Destinations, ImmutableArray<PortEntry> Ports, ImmutableArray<string> DifferentLabels,
        ImmutableHashSet<string> AdmittedTags, ImmutableArray<Exemption> Exceptions);

    private sealed record Exemption(
        AddressSet Sources, ImmutableHashSet<string> SourceTags, AddressSet Destinations, ImmutableHashSet<string> DestinationTags,
        ImmutableArray<PortEntry> Ports);
}
