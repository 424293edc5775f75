using System.Collections.Immutable;
using ZtSegment.Flows.Graph;
using ZtSegment.Language;

namespace ZtSegment.Flows.Guardrails;

/// <summary>An unexpired exception of a guardrail, bound.</summary>
internal sealed record GuardException(GuardedPeers From, GuardedPeers To, PolicyPorts Ports);

/// <summary>The flows that a guardrail speaks of, less its exceptions.</summary>
internal sealed class FlowGuard
{
    private readonly GuardedEstate estate;
    private readonly PolicyPorts ports;

    public FlowGuard(GuardedEstate estate, Guardrail guardrail)
    {
        this.estate = estate;
        Guardrail = guardrail;
        var sides = FlowSides.Of(guardrail.Rule) ?? throw new ArgumentException($"guardrail `{guardrail.Name}` speaks of no flows", nameof(guardrail));
        From = new GuardedPeers(estate, sides.From);
        To = new GuardedPeers(estate, sides.To);
        ports = estate.Split(sides.Ports);
        Exceptions = [.. guardrail.Except
            .Where(e => e.Expires is null || estate.View.Now < e.Expires)
            .Select(e => new GuardException(new GuardedPeers(estate, e.From), new GuardedPeers(estate, e.To), estate.Split(e.Ports)))];
    }

    public Guardrail Guardrail { get; }

    public GuardedPeers From { get; }

    public GuardedPeers To { get; }

    public ImmutableArray<GuardException> Exceptions { get; }

    public ProtocolPorts PortsAt(WorkloadKind? destination) => estate.PortsAt(ports, destination);

    /// <summary>The ports without those that an exception leaves out between these addresses.</summary>
    public ProtocolPorts WithoutExceptions(ProtocolPorts ports, AddressKind source, AddressKind destination, WorkloadKind holder)
    {
        foreach (var exception in Exceptions)
        {
            if (exception.From.Holds(source) && exception.To.Holds(destination))
                ports = ports.Subtract(estate.PortsAt(exception.Ports, holder));
        }

        return ports;
    }

    /// <summary>The same where one end is no workload's: exceptions part the addresses.</summary>
    /// <param name="outside">Addresses at the end that no workload has.</param>
    /// <param name="inside">The address at the other end, of a workload.</param>
    /// <param name="direction">Of the flow as the workload sees it.</param>
    public List<AddressBox> WithoutExceptions(IntervalSet<UInt128> outside, ProtocolPorts ports, AddressKind inside, WorkloadKind holder, Direction direction)
    {
        var boxes = new List<AddressBox> { new(outside, ports) };
        foreach (var exception in Exceptions)
        {
            var (own, other) = direction == Direction.Ingress ? (exception.To, exception.From) : (exception.From, exception.To);
            if (!own.Holds(inside))
                continue;
            var except = estate.PortsAt(exception.Ports, direction == Direction.Ingress ? holder : null);
            boxes = AddressBox.Subtract(boxes, other.Nets[inside.Example.Family], except);
        }

        return boxes;
    }

    /// <summary>What of a rule by a service tag without CIDRs is left where exceptions name that very tag.</summary>
    public ProtocolPorts WithoutTag(ProtocolPorts ports, string tag, AddressKind inside, WorkloadKind holder, Direction direction)
    {
        foreach (var exception in Exceptions)
        {
            var (own, other) = direction == Direction.Ingress ? (exception.To, exception.From) : (exception.From, exception.To);
            if (own.Holds(inside) && other.Tags.Contains(tag))
                ports = ports.Subtract(estate.PortsAt(exception.Ports, direction == Direction.Ingress ? holder : null));
        }

        return ports;
    }
}

/// <summary>Some addresses of one family on some ports.</summary>
internal sealed record AddressBox(IntervalSet<UInt128> Addresses, ProtocolPorts Ports)
{
    public static List<AddressBox> Subtract(List<AddressBox> boxes, IntervalSet<UInt128> addresses, ProtocolPorts ports)
    {
        if (addresses.IsEmpty || ports.IsEmpty)
            return boxes;
        var left = new List<AddressBox>();
        foreach (var box in boxes)
        {
            if (!box.Ports.Overlaps(ports) || !box.Addresses.Overlaps(addresses))
            {
                left.Add(box);
                continue;
            }

            Keep(left, box.Addresses.Subtract(addresses), box.Ports);
            Keep(left, box.Addresses.Intersect(addresses), box.Ports.Subtract(ports));
        }

        return left;
    }

    private static void Keep(List<AddressBox> boxes, IntervalSet<UInt128> addresses, ProtocolPorts ports)
    {
        if (!addresses.IsEmpty && !ports.IsEmpty)
            boxes.Add(new AddressBox(addresses, ports));
    }
}
