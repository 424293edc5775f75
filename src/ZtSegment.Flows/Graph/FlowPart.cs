using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows.Graph;

/// <summary>What one set of policies lets pass between two ends.</summary>
/// <param name="Policies">By name. Empty for management.</param>
internal sealed record FlowPart(ProtocolPorts Ports, ImmutableArray<FlowPolicy> Policies, bool IsComposed, bool IsManagement)
{
    /// <summary>One per protocol, exact: what is left of <c>any</c> is told protocol by protocol, since <c>any</c> would claim too much.</summary>
    public IEnumerable<FlowService> Services() => Ports.IsAny || !Ports.Rest
        ? FlowService.Of(Ports, Policies, IsComposed, IsManagement)
        : from number in Enumerable.Range(0, 256)
          where number != Protocol.IcmpV6Number
          let protocol = new Protocol((byte)number)
          where !Ports[protocol].IsEmpty
          select new FlowService(protocol, protocol.HasPorts ? Ports[protocol] : PortSet.Empty, Policies, IsComposed, IsManagement);

    /// <summary>In the order of the flow graph.</summary>
    public static FlowService[] InOrder(IEnumerable<FlowPart> parts)
    {
        var services = parts.SelectMany(p => p.Services()).ToArray();
        Array.Sort(services, FlowService.Compare);
        return services;
    }
}
