using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows.Proof;

/// <summary>One packet at a time, without sets: the same sentences once more, in the words of the packet.</summary>
public sealed partial class Oracle
{
    /// <summary>Whether any live policy lets the packet through at all of the workload's enforcement points.</summary>
    /// <param name="protocol">The number on the wire: 58 for icmp over IPv6.</param>
    /// <param name="port">The destination port; any number for a protocol without ports.</param>
    /// <exception cref="ArgumentException">The workload is unmanaged.</exception>
    public bool Lets(Workload workload, Direction direction, Address remote, byte protocol, ushort port) =>
        PoliciesThatLet(workload, direction, remote, protocol, port).Count > 0;

    /// <summary>The live policies that let the packet through at all of the workload's enforcement points, by name.</summary>
    /// <inheritdoc cref="Lets"/>
    public IReadOnlyList<FlowPolicy> PoliciesThatLet(Workload workload, Direction direction, Address remote, byte protocol, ushort port) =>
        PoliciesThatLet(workload, direction, remote, protocol, port, EnforcementTargets.Of(workload));

    /// <summary>As the other, at these enforcement points.</summary>
    public IReadOnlyList<FlowPolicy> PoliciesThatLet(
        Workload workload, Direction direction, Address remote, byte protocol, ushort port, EnforcementTarget target)
    {
        var own = estate.IndexOf(workload);
        var packet = new Packet(remote, protocol, port);
        return IsInPacketSpace(own, remote) && !estate.Cut.Contains(remote) && !IsCut(own, direction, packet)
            ? [.. live.Where(policy => Lets(policy, own, direction, packet, target))]
            : [];
    }

    /// <summary>Item 9: whether the estate's management section lets the packet through.</summary>
    /// <inheritdoc cref="Lets"/>
    public bool ManagementLets(Workload workload, Direction direction, Address remote, byte protocol, ushort port)
    {
        var own = estate.IndexOf(workload);
        var packet = new Packet(remote, protocol, port);
        var target = EnforcementTargets.Of(workload);
        if (workload.LinuxHost is null || !IsInPacketSpace(own, remote))
            return false;
        return direction == Direction.Ingress
            ? intent.Management.Access.Any(a => AreIn(a.From, remote) && IsOn(a.Ports, own, packet, target))
            : intent.Management.Controller is { } c && c.Addresses.Contains(remote)
                && packet.Protocol == c.Protocol.WireNumber(remote.Family) && packet.Port == c.Port;
    }

    /// <summary>Items 2, 5 and 7.</summary>
    private bool IsInPacketSpace(int own, Address remote) =>
        estate.Addresses(own).Any(a => a.Family == remote.Family)
        && !estate.Addresses(own).Contains(remote)
        && !AddressSet.OutsidePacketSpace.Contains(remote);

    /// <summary>Item 1: own side by name, other side by address.</summary>
    private bool Lets(FlowPolicy policy, int own, Direction direction, Packet packet, EnforcementTarget target) =>
        Selects(policy, OwnSide(policy, direction), own)
        && OtherSide(policy, direction).Any(peer => peer.SelectsWorkloads
            ? estate.HoldersOf(packet.Remote).Any(holder => Selects(policy, peer, holder)
                && Pair(policy, own, holder)
                && IsOn(policy.Ports, direction == Direction.Ingress ? own : holder, packet, target))
            : IsWrittenIn(peer, packet.Remote)
                && IsOn(policy.Ports, direction == Direction.Ingress ? own : null, packet, target));

    private bool IsWrittenIn(Peer peer, Address remote) => peer switch
    {
        CidrPeer cidr => IsWrittenIn([cidr.Cidr], cidr.Except, remote),
        AddressGroupPeer peerGroup when intent.AddressGroupsByName[peerGroup.Name] is var group => IsWrittenIn(group.Cidrs, group.Except, remote),
        _ => false,
    };

    private static bool IsWrittenIn(ImmutableArray<Cidr> cidrs, ImmutableArray<Cidr> except, Address remote) =>
        cidrs.Any(c => !OracleEstate.SelectsNothing(c) && AreIn([c], remote)) && !AreIn(except, remote);

    private static bool AreIn(ImmutableArray<Cidr> cidrs, Address remote) =>
        cidrs.Any(c => c.Family == remote.Family && c.Range.Contains(remote.Value));

    private bool IsOn(ImmutableArray<PortEntry> entries, int? destination, Packet packet, EnforcementTarget target) =>
        entries.Any(entry => estate.Ports(entry, destination) is var ports
            && (ports.IsAny || IsListed(ports, packet, target)));

    /// <summary>Item 13: at an NSG, icmp over IPv6 gives no flow; a workload with both points needs both.</summary>
    private static bool IsListed(ProtocolPorts ports, Packet packet, EnforcementTarget target) =>
        ports.Listed.Any(listed => listed.Protocol.WireNumber(packet.Remote.Family) == packet.Protocol
            && listed.Ports.Contains(packet.Port)
            && (target == EnforcementTarget.Linux || packet.Remote.Family == IpFamily.V4 || listed.Protocol != Protocol.Icmp));

    private readonly record struct Packet(Address Remote, byte Protocol, ushort Port);
}
