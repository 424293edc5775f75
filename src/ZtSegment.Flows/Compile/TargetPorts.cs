using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>What of a rule's ports an enforcement point can express, per family.</summary>
/// <remarks>An NSG has no ICMPv6 protocol: the IPv6 half of <c>icmp</c> gives no flow there. <c>any</c> is <c>*</c>, which covers all.</remarks>
public static class TargetPorts
{
    private static readonly ProtocolPorts Icmp = ProtocolPorts.Of(Protocol.Icmp, PortSet.Full);

    /// <param name="target">Where a workload has both points, a flow needs both.</param>
    public static ProtocolPorts At(EnforcementTarget target, IpFamily family, ProtocolPorts ports) =>
        target == EnforcementTarget.Linux || family == IpFamily.V4 || ports.IsAny ? ports : ports.Subtract(Icmp);
}
