using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows.Proof;

/// <summary>
/// Evaluates the intent directly, workload by workload, by the sentences of the language's meaning ("item" in the comments) and by nothing
/// of the compiler, which is compared with it.
/// </summary>
/// <remarks>
/// What a workload's own end lets in (remote is the source) and out (remote is the destination); a family in which it has no address is empty.
/// Remembers what it met: not safe for use by several threads at once.
/// </remarks>
public sealed partial class Oracle
{
    private readonly Intent intent;
    private readonly OracleEstate estate;
    private readonly FlowPolicy[] live;
    private readonly (Rollout Rollout, Peer Selected)[] rollouts;
    private readonly OracleGuardrails? guardrails;
    private readonly Dictionary<(string Policy, Direction, string Labels, ProtocolPorts? Ports), List<Rule>> rules = [];

    public Oracle(Intent intent, EstateFacts facts, DateTimeOffset now)
        : this(intent, facts, now, OracleGuardrails.Relaxed(intent, facts))
    {
    }

    private Oracle(Intent intent, EstateFacts facts, DateTimeOffset now, EstateFacts? relaxed)
    {
        this.intent = intent;
        estate = new OracleEstate(intent, facts);
        live = [.. intent.Policies.Where(p => p.IsLive(now))];
        rollouts = [.. intent.Rollouts.Select(r => (r, (Peer)new SelectorPeer(r.Position, r.Selector)))];
        if (relaxed is not null)
            guardrails = new OracleGuardrails(intent, estate, new Oracle(intent, relaxed, now, null), now);
    }

    /// <summary>What live flow policies let through at all of the workload's enforcement points. Management is not in it.</summary>
    /// <exception cref="ArgumentException">The workload is unmanaged.</exception>
    public EndSets Evaluate(Workload workload, PacketSpaces spaces) => Evaluate(workload, spaces, EnforcementTargets.Of(workload));

    /// <summary>As <see cref="Evaluate(Workload, PacketSpaces)"/>, at these enforcement points.</summary>
    public EndSets Evaluate(Workload workload, PacketSpaces spaces, EnforcementTarget target)
    {
        var own = estate.IndexOf(workload);
        return Ends(direction => WithoutCuts(spaces, own, direction, LetThrough(spaces, own, [.. PolicyRules(own, direction)], target)));
    }

    /// <summary>Item 9: what the estate's management section lets in (access) and out (controller) of this Linux workload.</summary>
    /// <exception cref="ArgumentException">The workload is unmanaged.</exception>
    public EndSets EvaluateManagement(Workload workload, PacketSpaces spaces) =>
        EvaluateManagement(workload, spaces, EnforcementTargets.Of(workload));

    /// <summary>As <see cref="EvaluateManagement(Workload, PacketSpaces)"/>, at these enforcement points.</summary>
    public EndSets EvaluateManagement(Workload workload, PacketSpaces spaces, EnforcementTarget target)
    {
        var own = estate.IndexOf(workload);
        return Ends(direction => LetThrough(spaces, own, [.. ManagementRules(workload, own, direction)], target));
    }

    private static EndSets Ends(Func<Direction, FamilySets> sets) => new(sets(Direction.Ingress), sets(Direction.Egress));

    private FamilySets LetThrough(PacketSpaces spaces, int own, Rule[] rules, EnforcementTarget target) => new(
        AtTargets(target, spaces.V4, t => LetThrough(spaces.V4, own, rules, t)),
        AtTargets(target, spaces.V6, t => LetThrough(spaces.V6, own, rules, t)));

    /// <summary>Item 1: with both a Linux and an Azure point, only if both do.</summary>
    private static int AtTargets(EnforcementTarget target, PacketSpace space, Func<EnforcementTarget, int> at) => target == EnforcementTarget.Both
        ? space.Diagram.Intersect(at(EnforcementTarget.Linux), at(EnforcementTarget.Nsg))
        : at(target);

    /// <summary>Items 2, 5 and 7: IPv4 and IPv6 never mix; the workload itself, multicast and broadcast are outside the packet space.</summary>
    private int LetThrough(PacketSpace space, int own, Rule[] rules, EnforcementTarget target)
    {
        var ownAddresses = AddressSet.From(estate.Addresses(own))[space.Family];
        if (ownAddresses.IsEmpty)
            return IntervalDiagram.Empty;
        var all = space.Of(rules.Select(r => (r.Remote[space.Family], Expressible(r.Ports, space.Family, target))));
        return space.Diagram.Subtract(space.WithoutRemote(all, ownAddresses), space.OutsidePacketSpace);
    }

    /// <summary>Item 13: the IPv6 half of icmp gives no flow at an NSG; <c>any</c> is <c>*</c> there, which covers every protocol.</summary>
    private static ProtocolPorts Expressible(ProtocolPorts ports, IpFamily family, EnforcementTarget target) =>
        target == EnforcementTarget.Nsg && family == IpFamily.V6 && !ports.IsAny ? ports.Subtract(EveryIcmp) : ports;

    /// <summary>Items 1 and 2: the union of all live policies that select the workload on its side.</summary>
    private List<Rule> PolicyRules(int own, Direction direction)
    {
        var all = new List<Rule>();
        foreach (var policy in live)
        {
            if (Selects(policy, OwnSide(policy, direction), own))
                all.AddRange(FarSide(policy, direction, own));
        }

        return all;
    }

    /// <summary>Item 1: entering is selected in <c>to</c>, leaving is selected in <c>from</c>.</summary>
    private static ImmutableArray<Peer> OwnSide(FlowPolicy policy, Direction direction) => direction == Direction.Ingress ? policy.To : policy.From;

    private static ImmutableArray<Peer> OtherSide(FlowPolicy policy, Direction direction) => direction == Direction.Ingress ? policy.From : policy.To;

    /// <summary>Items 1, 3 and 15: named by a peer, meets <c>when</c>, and is not in quarantine.</summary>
    private bool Selects(FlowPolicy policy, ImmutableArray<Peer> side, int workload)
    {
        foreach (var peer in side)
        {
            if (Selects(policy, peer, workload))
                return true;
        }

        return false;
    }

    private bool Selects(FlowPolicy policy, Peer peer, int workload) =>
        estate.Names(peer, workload) && CanBeSelected(policy, workload);

    private bool CanBeSelected(FlowPolicy policy, int workload) =>
        !estate.IsQuarantined(workload) && estate.Meets(policy.When, workload);

    /// <summary>The far side of one policy as one workload that it selects sees it; remembered for workloads that see the same.</summary>
    private List<Rule> FarSide(FlowPolicy policy, Direction direction, int own)
    {
        var samePorts = PortsAtEachFarEnd(policy, direction, own);
        var key = (policy.Name, direction, estate.ValuesOf(policy.SameLabels, own), samePorts);
        if (!rules.TryGetValue(key, out var known))
            rules[key] = known = FarSide(policy, OtherSide(policy, direction), own, samePorts);
        return known;
    }

    /// <summary>Item 5: ports are those of the destination. Null on the way out by name: each destination has its own.</summary>
    private ProtocolPorts? PortsAtEachFarEnd(FlowPolicy policy, Direction direction, int own) => direction == Direction.Ingress
        ? PortsAt(policy.Ports, own)
        : policy.Ports.Any(e => e is NamedPort) ? null : PortsAt(policy.Ports, null);

    private List<Rule> FarSide(FlowPolicy policy, ImmutableArray<Peer> otherSide, int own, ProtocolPorts? samePorts)
    {
        var rules = otherSide.Select(peer => new Rule(estate.WrittenAddresses(peer), samePorts ?? PortsAt(policy.Ports, null))).ToList();
        var remotes = otherSide.SelectMany(estate.NamedBy).Distinct().Where(w => CanBeSelected(policy, w) && Pair(policy, own, w));
        foreach (var group in remotes.GroupBy(w => samePorts ?? PortsAt(policy.Ports, w)))
            rules.Add(new Rule(AddressSet.From(group.SelectMany(estate.Addresses)), group.Key));
        return [.. rules.Select(r => r with { Remote = r.Remote.Subtract(estate.Cut) }).Where(r => !r.Remote.IsEmpty && !r.Ports.IsEmpty)];
    }

    /// <summary>Item 3, <c>sameLabels</c>; without them any pair.</summary>
    private bool Pair(FlowPolicy policy, int one, int other) => estate.HaveSameLabels(policy.SameLabels, one, other);

    /// <summary>Items 5 and 12: the union of the entries where this workload is the destination; null: an address outside the estate.</summary>
    private ProtocolPorts PortsAt(ImmutableArray<PortEntry> entries, int? destination)
    {
        var ports = estate.Ports(entries[0], destination);
        foreach (var entry in entries.AsSpan()[1..])
            ports = ports.Union(estate.Ports(entry, destination));
        return ports;
    }

    private IEnumerable<Rule> ManagementRules(Workload workload, int own, Direction direction)
    {
        if (workload.LinuxHost is null)
            return [];
        if (direction == Direction.Ingress)
            return intent.Management.Access.Select(a => new Rule(AddressSet.From(a.From), PortsAt(a.Ports, own)));
        return intent.Management.Controller is { } c
            ? [new Rule(AddressSet.From(c.Addresses), ProtocolPorts.Of(c.Protocol, PortSet.Of(c.Port)))]
            : [];
    }

    private static readonly ProtocolPorts EveryIcmp = ProtocolPorts.Of(Protocol.Icmp, PortSet.Full);

    private sealed record Rule(AddressSet Remote, ProtocolPorts Ports);
}
