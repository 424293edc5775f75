using System.Collections.Immutable;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Flows.Guardrails;

/// <summary>What lets packets through at the ends of kinds: read from the atoms of the policies, so that it holds whoever comes into a kind or leaves it.</summary>
/// <param name="view">The estate as <see cref="GuardrailView"/> describes it.</param>
internal sealed class KindRules(CompiledEstate view)
{
    private readonly Management management = view.Intent.Management;

    private readonly ImmutableArray<(AddressSet From, PolicyPorts Ports)> access =
        [.. view.Intent.Management.Access.Select(a => (AddressSet.From(a.From), PortResolver.Split(view.Intent, a.Ports)))];

    public bool HasAccess(Address address) => access.Any(a => a.From.Contains(address));

    /// <summary>What passes the end of a managed kind from or to one address of another; service tags without CIDRs left out.</summary>
    public ProtocolPorts Lets(GuardedKind kind, Direction direction, GuardedKind remote, AddressPlace address)
    {
        var passing = ProtocolPorts.Empty;
        var holders = address.IsShared ? view.Holders.Of(address.Address) : [remote.Row];
        foreach (var policy in kind.Workloads.Signature.Policies(direction))
        {
            foreach (var (node, _) in policy.Remote(direction))
            {
                if (node is NetsNode nets)
                {
                    if (nets.Block.Set.Contains(address.Address))
                        passing = passing.Union(PortsAt(policy, direction, kind.Row));
                    continue;
                }

                foreach (var holder in holders)
                {
                    if (Selects(policy, (AtomNode)node, kind.Row, holder))
                        passing = passing.Union(direction == Direction.Ingress ? policy.Ports.Of(kind.Row) : policy.Ports.Of(holder));
                }
            }
        }

        foreach (var (nets, ports) in Managing(kind, direction))
        {
            if (nets.Contains(address.Address))
                passing = passing.Union(ports);
        }

        return TargetPorts.At(kind.Target!.Value, address.Address.Family, passing);
    }

    /// <summary>Everything that lets a family's packets through to or from addresses as such: prefixes, management, and service tags without CIDRs, which may hold any.</summary>
    public IEnumerable<(AddressSet Remote, ProtocolPorts Ports, string? Tag)> Nets(GuardedKind kind, Direction direction, IpFamily family)
    {
        foreach (var policy in kind.Workloads.Signature.Policies(direction))
        {
            foreach (var (node, _) in policy.Remote(direction))
            {
                if (node is NetsNode { Block: var block } nets)
                {
                    yield return (
                        IsOpaque(nets) ? GuardSide.Everything : block.Set,
                        TargetPorts.At(kind.Target!.Value, family, PortsAt(policy, direction, kind.Row)),
                        IsOpaque(nets) ? block.ServiceTag : null);
                }
            }
        }

        foreach (var (nets, ports) in Managing(kind, direction))
            yield return (nets, TargetPorts.At(kind.Target!.Value, family, ports), null);
    }

    /// <summary>Whether <see cref="Nets"/> are any.</summary>
    public bool HasNets(GuardedKind kind, Direction direction)
    {
        foreach (var policy in kind.Workloads.Signature.Policies(direction))
        {
            foreach (var side in policy.Remote(direction))
            {
                if (side.Node is NetsNode)
                    return true;
            }
        }

        return kind.Target != EnforcementTarget.Nsg && (direction == Direction.Ingress ? access.Length > 0 : management.Controller is not null);
    }

    /// <summary>Whether it is a service tag without CIDRs.</summary>
    public static bool IsOpaque(NetsNode nets) => nets.Block.ServiceTag is not null && nets.Block.Set.Subtract(AddressSet.OutsidePacketSpace).IsEmpty;

    private IEnumerable<(AddressSet Nets, ProtocolPorts Ports)> Managing(GuardedKind kind, Direction direction)
    {
        if (kind.Target == EnforcementTarget.Nsg)
            return [];
        if (direction == Direction.Ingress)
            return access.Select(a => (a.From, view.Bindings.Ports.Resolve(kind.Row, a.Ports)));
        return management.Controller is { } controller
            ? [(AddressSet.From(controller.Addresses), ProtocolPorts.Of(controller.Protocol, PortSet.Of(controller.Port)))]
            : [];
    }

    private static ProtocolPorts PortsAt(PolicyNode policy, Direction direction, int row) =>
        direction == Direction.Ingress ? policy.Ports.Of(row) : policy.Ports.Ports.Literal;

    private bool Selects(PolicyNode policy, AtomNode atom, int own, int remote)
    {
        if (!Array.Exists(view.ClassOf(remote).Signature.Atoms, a => a == atom))
            return false;
        return policy.Values is not { } values || (values[own] != LabelValues.None && values[own] == values[remote]);
    }
}
