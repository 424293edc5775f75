using ZtSegment.Flows;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Cli.Lab;

/// <summary>What the intent says of a flow in the lab: it passes if every end that enforces lets it. From the oracle, not from what was rendered.</summary>
internal sealed class LabExpectation
{
    private readonly PacketSpaces spaces = new();
    private readonly Dictionary<string, (EndSets Policies, EndSets Management)> ends = new(StringComparer.Ordinal);

    public LabExpectation(Oracle oracle, IEnumerable<LabRole> roles)
    {
        foreach (var role in roles)
        {
            if (role is { Workload: { } workload, Modes: not null })
            {
                ends[workload.Name] = (
                    oracle.Evaluate(workload, spaces, EnforcementTarget.Linux),
                    oracle.EvaluateManagement(workload, spaces, EnforcementTarget.Linux));
            }
        }
    }

    public bool Passes(LabRole source, Address from, LabRole destination, Address to, byte protocol, ushort port) =>
        WhoStops(source, from, destination, to, protocol, port) is null;

    /// <summary>The end that stops the flow, the source first; null where none does.</summary>
    public (LabRole End, Direction Direction)? WhoStops(LabRole source, Address from, LabRole destination, Address to, byte protocol, ushort port) =>
        Stops(source, Direction.Egress, to, protocol, port) ? (source, Direction.Egress)
        : Stops(destination, Direction.Ingress, from, protocol, port) ? (destination, Direction.Ingress)
        : null;

    private bool Stops(LabRole role, Direction direction, Address remote, byte protocol, ushort port)
    {
        if (!role.Enforces(direction))
            return false;
        var (policies, management) = ends[role.Workload!.Name];
        var space = spaces[remote.Family];
        return !space.Contains(policies[direction][remote.Family], remote.Value, protocol, port)
            && !space.Contains(management[direction][remote.Family], remote.Value, protocol, port);
    }
}
