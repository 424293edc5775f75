using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows.Proof;

/// <summary>What the rulesets of a class must let through: its rule program and the management section as packet sets.</summary>
public static class DeclaredEnds
{
    /// <summary>The own addresses stay symbolic: a set may hold them as remote addresses, which no packet of the packet space has.</summary>
    public static DeclaredEnd Of(Compilation compilation, WorkloadClass workloads, EnforcementTarget target, PacketSpaces spaces)
    {
        return new DeclaredEnd(compilation.Now, End(Direction.Ingress), End(Direction.Egress));

        DeclaredDirection End(Direction direction) => new(
            workloads.Modes[direction],
            Allowed(workloads.Program[direction], target, spaces),
            Each(spaces, space => Management(compilation.Intent, direction, space)));
    }

    /// <summary>Everything that live policies let through, whatever its deadline.</summary>
    public static FamilySets Union(DeclaredDirection direction, PacketSpaces spaces) => Each(spaces, space =>
        direction.Allowed.Aggregate(IntervalDiagram.Empty, (all, sets) => space.Diagram.Union(all, sets.Packets[space.Family])));

    private static ImmutableArray<DeclaredSets> Allowed(ImmutableArray<ProgramRule> rules, EnforcementTarget target, PacketSpaces spaces)
    {
        var byDeadline = rules.GroupBy(r => r.Policy.Expires).OrderByDescending(g => g.Key ?? DateTimeOffset.MaxValue);
        var allowed = new List<DeclaredSets>();
        var covered = default(FamilySets);
        foreach (var group in byDeadline)
        {
            var sets = Each(spaces, space => space.Diagram.Subtract(
                space.Diagram.Subtract(
                    space.Of(group.Select(r => (r.Remote.Set[space.Family], TargetPorts.At(target, space.Family, r.Ports)))), space.OutsidePacketSpace),
                covered[space.Family]));
            allowed.Add(new DeclaredSets(group.Key, sets));
            covered = Each(spaces, space => space.Diagram.Union(covered[space.Family], sets[space.Family]));
        }

        allowed.Reverse();
        return [.. allowed];
    }

    private static int Management(Intent intent, Direction direction, PacketSpace space) => space.Of(direction == Direction.Ingress
        ? intent.Management.Access.Select(a => (AddressSet.From(a.From)[space.Family], PortResolver.Split(intent, a.Ports).Literal))
        : intent.Management.Controller is { } c
            ? [(AddressSet.From(c.Addresses)[space.Family], ProtocolPorts.Of(c.Protocol, PortSet.Of(c.Port)))]
            : []);

    private static FamilySets Each(PacketSpaces spaces, Func<PacketSpace, int> of) => new(of(spaces.V4), of(spaces.V6));
}
