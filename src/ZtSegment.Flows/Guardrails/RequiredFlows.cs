using ZtSegment.Flows.Graph;
using ZtSegment.Language;

namespace ZtSegment.Flows.Guardrails;

/// <summary>What an end does not let through for good, though an <c>always</c> demands it.</summary>
/// <param name="Denying">The direction of the end that lacks it.</param>
internal sealed record LackingFlow(FlowEnd Source, FlowEnd Destination, IpFamily Family, ProtocolPorts Ports, Direction Denying);

/// <summary>
/// Searches what an <c>always</c> lacks: every packet between an address of its <c>from</c> and one of its <c>to</c>, of one family, must pass
/// every managed end, by policies without an end and a condition, or by management.
/// </summary>
/// <remarks>A service tag without CIDRs demands every address, or a policy by that very tag.</remarks>
internal sealed class RequiredFlows
{
    private readonly GuardedEstate estate;
    private readonly FlowGuard guard;
    private readonly (WorkloadKind Kind, AddressKind Address)[] sources;
    private readonly (WorkloadKind Kind, AddressKind Address)[] destinations;

    public RequiredFlows(GuardedEstate estate, FlowGuard guard)
    {
        this.estate = estate;
        this.guard = guard;
        sources = Workloads(guard.From);
        destinations = Workloads(guard.To);
    }

    /// <summary>In a fixed order; found as it is read.</summary>
    public IEnumerable<LackingFlow> Find() => BetweenWorkloads()
        .Concat(WithOutside(destinations, guard.From, Direction.Ingress))
        .Concat(WithOutside(sources, guard.To, Direction.Egress));

    /// <summary>The addresses of workloads on one side: all of those that it names, and any that its CIDRs hold.</summary>
    private (WorkloadKind, AddressKind)[] Workloads(GuardedPeers side) =>
    [
        .. from kind in estate.Kinds.Kinds
           from address in kind.Addresses
           where side.Named.Contains(kind) || side.Nets.Contains(address.Example)
           select (kind, address),
    ];

    private IEnumerable<LackingFlow> BetweenWorkloads()
    {
        foreach (var (destination, d) in destinations)
        {
            var wanted = guard.PortsAt(destination);
            if (wanted.IsEmpty)
                continue;
            foreach (var (source, s) in sources)
            {
                if (s.Example.Family != d.Example.Family || !(source.IsManaged || destination.IsManaged) || IsItself(source, s, destination, d))
                    continue;
                var required = guard.WithoutExceptions(wanted, s, d, destination);
                if (source.IsManaged && Lacks(source, Direction.Egress, d, required) is { IsEmpty: false } unsent)
                    yield return Lacking(unsent, Direction.Egress);
                else if (destination.IsManaged && Lacks(destination, Direction.Ingress, s, required) is { IsEmpty: false } unreceived)
                    yield return Lacking(unreceived, Direction.Ingress);

                LackingFlow Lacking(ProtocolPorts ports, Direction denying) =>
                    new(new FlowEnd(source, s, default), new FlowEnd(destination, d, default), s.Example.Family, ports, denying);
            }
        }
    }

    private static bool IsItself(WorkloadKind source, AddressKind s, WorkloadKind destination, AddressKind d) =>
        (source == destination && source.Rows.Count == 1)
        || (s.IsShared && destination.Addresses.Contains(s))
        || (d.IsShared && source.Addresses.Contains(d));

    private ProtocolPorts Lacks(WorkloadKind kind, Direction direction, AddressKind remote, ProtocolPorts required)
    {
        var lets = estate.Rules.Lets(kind, direction, remote, forGood: true);
        return lets.Contains(required) ? ProtocolPorts.Empty : required.Subtract(lets);
    }

    /// <summary>Between workloads of one side and what CIDRs, groups and tags of the other hold beside workloads.</summary>
    private IEnumerable<LackingFlow> WithOutside((WorkloadKind Kind, AddressKind Address)[] workloads, GuardedPeers other, Direction direction)
    {
        foreach (var (kind, inside) in workloads.Where(w => w.Kind.IsManaged))
        {
            var family = inside.Example.Family;
            var required = guard.PortsAt(direction == Direction.Ingress ? kind : null);
            var outside = other.OpaqueTags.Select(tag => (Addresses: Everything[family], Tag: (string?)tag)).Append((other.Nets[family], null));
            foreach (var (addresses, tag) in outside.Where(o => !o.Addresses.IsEmpty))
            {
                var boxes = guard.WithoutExceptions(addresses, required, inside, kind, direction);
                foreach (var rule in estate.Rules.Of(kind, direction).Where(r => (r.Tag is null || r.Tag == tag) && EndRules.IsForGood(r)))
                    boxes = AddressBox.Subtract(boxes, rule.Remote.Set[family], rule.Ports(family));
                foreach (var box in boxes.Where(b => !b.Ports.IsEmpty && estate.FirstUnheld(family, b.Addresses) is not null))
                {
                    var (own, far) = (new FlowEnd(kind, inside, default), new FlowEnd(null, null, box.Addresses));
                    yield return direction == Direction.Ingress
                        ? new LackingFlow(far, own, family, box.Ports, direction)
                        : new LackingFlow(own, far, family, box.Ports, direction);
                }
            }
        }
    }

    private static AddressSet Everything { get; } =
        AddressSet.From([Cidr.Parse("0.0.0.0/0"), Cidr.Parse("::/0")]).Subtract(AddressSet.OutsidePacketSpace);
}
