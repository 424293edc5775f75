using ZtSegment.Flows;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Azure.Proof;

/// <summary>What is declared of one packet, told from the rule programs of the workloads that have its local address, and not from diagrams.</summary>
/// <param name="IsAllowed">Whether it is declared, whatever is done with what is not.</param>
/// <param name="Passes">Whether it must pass.</param>
/// <param name="Policy">The lowest name of the policies that allow it.</param>
internal sealed record DeclaredPacket(bool IsAllowed, bool Passes, string? Policy)
{
    public static DeclaredPacket Of(Compilation compilation, NsgPoint point, NsgPacket packet)
    {
        var holders = point.Rows.Where(row => compilation.Table.Addresses[row].Contains(packet.Local)).ToList();
        var policy = holders.Select(row => PolicyOf(compilation, row, packet)).OfType<string>().Min(StringComparer.Ordinal);
        var isAllowed = policy is not null || holders.Any(row => IsManagement(compilation, row, packet));
        var isObserved = holders.Count > 0 && holders.All(row => compilation.ClassOf[row].Modes[packet.Direction] == Mode.Observe);
        return new DeclaredPacket(isAllowed, isAllowed || isObserved, policy);
    }

    private static string? PolicyOf(Compilation compilation, int row, NsgPacket packet)
    {
        var names = from rule in compilation.ClassOf[row].Program[packet.Direction]
                    where rule.Remote.ServiceTag is { } tag
                        ? packet.Symbols.Contains(new NsgSymbol(NsgSymbolKind.RemoteTag, tag.ToLowerInvariant()))
                        : rule.Remote.Set.Contains(packet.Remote)
                    where AreOn(rule.Ports, packet)
                    select rule.Policy.Name;
        return names.Min(StringComparer.Ordinal);
    }

    private static bool IsManagement(Compilation compilation, int row, NsgPacket packet)
    {
        var management = compilation.Intent.Management;
        if (compilation.Table.Workloads[row].LinuxHost is null)
            return false;
        return packet.Direction == Direction.Ingress
            ? management.Access.Any(a => a.From.Any(c => c.Family == packet.Remote.Family && c.Range.Contains(packet.Remote.Value))
                && AreOn(PortResolver.Split(compilation.Intent, a.Ports).Literal, packet))
            : management.Controller is { } c && c.Addresses.Contains(packet.Remote)
                && AreOn(ProtocolPorts.Of(c.Protocol, PortSet.Of(c.Port)), packet);
    }

    private static bool AreOn(ProtocolPorts declared, NsgPacket packet)
    {
        var ports = TargetPorts.At(EnforcementTarget.Nsg, packet.Remote.Family, declared);
        foreach (var (protocol, set) in ports.Listed)
        {
            if (protocol.WireNumber(packet.Remote.Family) == packet.Protocol)
                return set.Contains(packet.Port);
        }

        return ports.Rest;
    }
}
