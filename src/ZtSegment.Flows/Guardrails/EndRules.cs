using System.Collections.Immutable;
using ZtSegment.Flows.Graph;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Flows.Guardrails;

/// <summary>One thing that lets packets through a managed end.</summary>
/// <param name="Policy">Null: the Estate's management section.</param>
/// <param name="Remote">The addresses at the other end.</param>
/// <param name="Tag">A service tag without CIDRs: the remote addresses are some of <paramref name="Remote"/>, nobody here knows which.</param>
internal sealed record EndRule(FlowPolicy? Policy, AddressBlock Remote, ProtocolPorts V4, ProtocolPorts V6, string? Tag)
{
    public ProtocolPorts Ports(IpFamily family) => family == IpFamily.V4 ? V4 : V6;
}

/// <summary>What lets packets through the ends of each kind: the rule programs, management, and service tags that may hold any address.</summary>
internal sealed class EndRules
{
    private static readonly AddressBlock Anything = AddressBlock.OfNets([Cidr.Parse("0.0.0.0/0"), Cidr.Parse("::/0")], AddressSet.OutsidePacketSpace);

    private readonly WorkloadKinds kinds;
    private readonly BlockKinds blocks;
    private readonly List<(AddressBlock From, ProtocolPorts Ports)> access = [];
    private readonly (AddressBlock To, ProtocolPorts Ports)? controller;
    private readonly Dictionary<(int Class, EnforcementTarget, Direction), EndRule[]> rules = [];
    private readonly Dictionary<(int Class, EnforcementTarget, Direction, int Remote, bool), ProtocolPorts> lets = [];

    public EndRules(Compilation view, WorkloadKinds kinds)
    {
        this.kinds = kinds;
        blocks = new BlockKinds(kinds);
        var management = view.Intent.Management;
        foreach (var given in management.Access)
            access.Add((AddressBlock.OfNets(given.From, AddressSet.Empty), PortResolver.Split(view.Intent, given.Ports).Literal));
        if (management.Controller is { } c)
            controller = (AddressBlock.OfHosts(c.Addresses), ProtocolPorts.Of(c.Protocol, PortSet.Of(c.Port)));
    }

    /// <summary>The rules of a managed kind's end.</summary>
    public EndRule[] Of(WorkloadKind kind, Direction direction)
    {
        var key = (kind.Class.Number, kind.Target!.Value, direction);
        if (!rules.TryGetValue(key, out var known))
            rules[key] = known = [.. Make(kind, direction)];
        return known;
    }

    /// <summary>The kinds of workload addresses that the rule may speak of.</summary>
    public IReadOnlyList<AddressKind> KindsIn(EndRule rule) => rule.Tag is null ? blocks.Of(rule.Remote) : kinds.Addresses;

    /// <summary>What passes the end from or to one address, whoever holds it; service tags without CIDRs left out.</summary>
    /// <param name="forGood">Only by policies without an end and a condition.</param>
    public ProtocolPorts Lets(WorkloadKind kind, Direction direction, AddressKind remote, bool forGood = false)
    {
        var key = (kind.Class.Number, kind.Target!.Value, direction, remote.Number, forGood);
        if (!lets.TryGetValue(key, out var known))
        {
            known = ProtocolPorts.Empty;
            foreach (var rule in Of(kind, direction))
            {
                if (rule.Tag is null && (!forGood || IsForGood(rule)) && rule.Remote.Set.Contains(remote.Example))
                    known = known.Union(rule.Ports(remote.Example.Family));
            }

            lets[key] = known;
        }

        return known;
    }

    /// <summary>Whether the rule is of a policy that neither ends nor depends on posture.</summary>
    public static bool IsForGood(EndRule rule) =>
        rule.Policy is null or { Expires: null, When: null or { Compliant: false, MaxRisk: null } };

    private IEnumerable<EndRule> Make(WorkloadKind kind, Direction direction)
    {
        var target = kind.Target!.Value;
        foreach (var rule in kind.Class.Program[direction])
        {
            var isOpaque = rule.Remote.ServiceTag is not null && rule.Remote.Set.Subtract(AddressSet.OutsidePacketSpace).IsEmpty;
            yield return Rule(rule.Policy, isOpaque ? Anything : rule.Remote, rule.Ports, isOpaque ? rule.Remote.ServiceTag : null);
        }

        if (target == EnforcementTarget.Nsg)
            yield break;
        if (direction == Direction.Egress && controller is var (to, port))
            yield return Rule(null, to, port, null);
        foreach (var (from, ports) in direction == Direction.Ingress ? access : [])
            yield return Rule(null, from, ports, null);

        EndRule Rule(FlowPolicy? policy, AddressBlock remote, ProtocolPorts ports, string? tag) => new(
            policy, remote, TargetPorts.At(target, IpFamily.V4, ports), TargetPorts.At(target, IpFamily.V6, ports), tag);
    }
}
