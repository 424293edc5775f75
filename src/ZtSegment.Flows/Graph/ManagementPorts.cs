using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Flows.Graph;

/// <summary>What the estate's management section lets in (access) and out (controller) of a Linux workload, and of its NSG where it has both.</summary>
internal sealed class ManagementPorts(Compilation compilation)
{
    private readonly Management management = compilation.Intent.Management;

    public ProtocolPorts Of(WorkloadKind kind, Direction direction, Address remote) => Of(kind.Rows[0], kind.Target!.Value, direction, remote);

    public ProtocolPorts Of(int row, EnforcementTarget target, Direction direction, Address remote)
    {
        if (compilation.Table.Workloads[row].LinuxHost is null)
            return ProtocolPorts.Empty;
        var ports = ProtocolPorts.Empty;
        if (direction == Direction.Egress)
        {
            if (management.Controller is { } controller && controller.Addresses.Contains(remote))
                ports = ProtocolPorts.Of(controller.Protocol, PortSet.Of(controller.Port));
        }
        else
        {
            foreach (var access in management.Access)
            {
                if (access.From.Any(c => c.Family == remote.Family && c.Range.Contains(remote.Value)))
                    ports = ports.Union(AccessPorts(access, row));
            }
        }

        return TargetPorts.At(target, remote.Family, ports);
    }

    /// <summary>The remote prefixes that management lets in or out, as written, each once, with their ports.</summary>
    public IEnumerable<(Cidr Remote, ProtocolPorts Ports)> Written(WorkloadKind kind, Direction direction)
    {
        if (kind.Target is null or EnforcementTarget.Nsg)
            return [];
        if (direction == Direction.Ingress)
        {
            return from access in management.Access
                   from cidr in access.From
                   group AccessPorts(access, kind.Rows[0]) by cidr into same
                   select (same.Key, same.Aggregate(ProtocolPorts.Empty, (all, ports) => all.Union(ports)));
        }

        return from address in management.Controller?.Addresses.Distinct() ?? []
               select (new Cidr(address, Address.Bits(address.Family)), ProtocolPorts.Of(management.Controller!.Protocol, PortSet.Of(management.Controller.Port)));
    }

    public ProtocolPorts AccessPorts(ManagementAccess access, int row) =>
        compilation.PortNames.Resolve(row, PortResolver.Split(compilation.Intent, access.Ports));
}
