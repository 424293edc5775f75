using ZtSegment.Flows;
using ZtSegment.Language;

namespace ZtSegment.Linux.Proof;

/// <summary>What is declared of one packet, told from the rule program itself and not from diagrams.</summary>
/// <param name="Passes">Whether it must pass.</param>
/// <param name="IsAllowed">Whether it is declared, whatever is done with what is not.</param>
/// <param name="Policy">The lowest name of the policies that allow it.</param>
/// <param name="Role">Which packet of a flow it is.</param>
internal sealed record DeclaredPacket(bool Passes, bool IsAllowed, string? Policy, string Role)
{
    public static DeclaredPacket Of(
        Compilation compilation, WorkloadClass workloads, AddressSet own, PacketView view, UInt128[] packet, TimeSpan at, ProofMoment moment)
    {
        var tracking = (Tracking)(int)packet[(int)PacketField.Tracking];
        var isTracked = PacketView.IsTracked(tracking);
        var flags = (uint)packet[(int)PacketField.TcpFlags];
        var isMidstream = tracking == Tracking.New && packet[(int)PacketField.Protocol] == Protocol.Tcp.Number && ExpectedPackets.IsWithoutSyn(flags);
        var remote = new Address(view.Family, packet[(int)PacketField.RemoteAddress]);
        var (protocol, port) = ((byte)packet[(int)PacketField.Protocol], (ushort)packet[(int)PacketField.ServicePort]);
        var isEnforced = workloads.Modes[view.Direction] == Mode.Enforce;

        if (AlwaysLetThrough.In(view).FirstOrDefault(a => a.Contains(packet)) is { } always)
            return new DeclaredPacket(true, true, null, always.Name);
        if (isTracked && IsManagement(compilation.Intent, view.Direction, remote, protocol, port))
            return new DeclaredPacket(true, true, null, "management");

        var isOwn = own[view.Family].Contains(packet[(int)PacketField.LocalAddress]);
        var policy = isTracked && isOwn && !AddressSet.OutsidePacketSpace.Contains(remote)
            ? PolicyOf(workloads, view, remote, protocol, port, at, moment)
            : null;
        var role = !isTracked ? tracking == Tracking.Invalid ? "invalid" : "untracked"
            : !isOwn ? "foreign local address"
            : isMidstream ? "without SYN"
            : view.IsReply ? "reply"
            : "request";
        var isAllowed = policy is not null && (!isEnforced || !isMidstream);
        return new DeclaredPacket(isAllowed || !isEnforced, isAllowed, policy, role);
    }

    private static string? PolicyOf(
        WorkloadClass workloads, PacketView view, Address remote, byte protocol, ushort port, TimeSpan at, ProofMoment moment)
    {
        var names = from rule in workloads.Program[view.Direction]
                    where moment.IsLive(rule.Policy.Expires, at)
                    where rule.Remote.Set.Contains(remote) && AreOn(rule.Ports, view.Family, protocol, port)
                    select rule.Policy.Name;
        return names.Min(StringComparer.Ordinal);
    }

    private static bool IsManagement(Intent intent, Direction direction, Address remote, byte protocol, ushort port) => direction == Direction.Ingress
        ? intent.Management.Access.Any(a => a.From.Any(c => c.Family == remote.Family && c.Range.Contains(remote.Value))
            && AreOn(PortResolver.Split(intent, a.Ports).Literal, remote.Family, protocol, port))
        : intent.Management.Controller is { } c && c.Addresses.Contains(remote) && c.Port == port && c.Protocol.WireNumber(remote.Family) == protocol;

    /// <summary>The wrong family's ICMP is a protocol like any other here: only <c>any</c> holds it.</summary>
    private static bool AreOn(ProtocolPorts ports, IpFamily family, byte protocol, ushort port)
    {
        foreach (var (listed, set) in ports.Listed)
        {
            if (listed.WireNumber(family) == protocol)
                return set.Contains(port);
        }

        return ports.Rest;
    }
}
