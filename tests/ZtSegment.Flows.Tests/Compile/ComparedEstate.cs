using ZtSegment.Flows.Proof;
using ZtSegment.Flows.Tests.RandomEstates;
using ZtSegment.Language;

namespace ZtSegment.Flows.Tests.Compile;

/// <summary>One estate, compiled and evaluated by the oracle, in one packet space.</summary>
internal sealed class ComparedEstate(RandomEstate estate)
{
    private readonly Compilation compilation =
        Compiler.Compile(estate.Intent, estate.Facts, estate.Now, PolicyIds.ByOrderOfNames(estate.Intent));

    private readonly Oracle oracle = new(estate.Intent, estate.Facts, estate.Now);
    private readonly PacketSpaces spaces = new();

    public IEnumerable<ComparedWorkload> Managed => estate.Managed.Select(w => new ComparedWorkload(compilation, oracle, spaces, w));

    /// <summary>Whether exactly the set of the longest life among the policies that let the packet through holds it.</summary>
    public bool DeadlineAgrees(RandomPacket packet)
    {
        var target = EnforcementTargets.Of(packet.Workload);
        var policies = oracle.PoliciesThatLet(packet.Workload, packet.Direction, packet.Remote, packet.Protocol, packet.Port);
        var sets = DeclaredEnds.Of(compilation, compilation.ClassOfWorkload(packet.Workload.Name), target, spaces)[packet.Direction].Allowed
            .Where(s => spaces[packet.Remote.Family].Contains(s.Packets[packet.Remote.Family], packet.Remote.Value, packet.Protocol, packet.Port))
            .ToList();
        return policies.Count == 0
            ? sets.Count == 0 || !IsInPacketSpace(packet)
            : sets.Count == 1 && sets[0].Deadline == Longest(policies);
    }

    /// <summary>A program is shared by workloads of other addresses, so it may hold packets that this one never sees.</summary>
    private bool IsInPacketSpace(RandomPacket packet)
    {
        var own = compilation.Table.Addresses[compilation.Binder.RowOf(packet.Workload.Name)];
        return own.Any(a => a.Family == packet.Remote.Family) && !own.Contains(packet.Remote);
    }

    private static DateTimeOffset? Longest(IReadOnlyList<FlowPolicy> policies) =>
        policies.Any(p => p.Expires is null) ? null : policies.Max(p => p.Expires);
}

/// <summary>One managed workload of it.</summary>
internal sealed class ComparedWorkload(Compilation compilation, Oracle oracle, PacketSpaces spaces, Workload workload)
{
    public bool ProgramsAgree => Targets.All(target => Programs(target) == oracle.Evaluate(workload, spaces, target));

    /// <summary>Multicast is dropped before policies are looked at, but not before management is.</summary>
    public bool ManagementAgrees => workload.LinuxHost is null
        || Seen(Declared(EnforcementTarget.Linux).Ingress.Management, Declared(EnforcementTarget.Linux).Egress.Management)
            == oracle.EvaluateManagement(workload, spaces, EnforcementTarget.Linux);

    /// <summary>What the compiled program lets through at these points, as far as this workload sees it.</summary>
    public EndSets Programs(EnforcementTarget target)
    {
        var declared = Declared(target);
        return Seen(DeclaredEnds.Union(declared.Ingress, spaces), DeclaredEnds.Union(declared.Egress, spaces));
    }

    private EnforcementTarget[] Targets => EnforcementTargets.Of(workload) is var target && target == EnforcementTarget.Both
        ? [EnforcementTarget.Linux, EnforcementTarget.Nsg, EnforcementTarget.Both]
        : [target];

    private DeclaredEnd Declared(EnforcementTarget target) =>
        DeclaredEnds.Of(compilation, compilation.ClassOfWorkload(workload.Name), target, spaces);

    private EndSets Seen(FamilySets ingress, FamilySets egress) => new(Seen(ingress), Seen(egress));

    private FamilySets Seen(FamilySets sets) => new(Seen(spaces.V4, sets.V4), Seen(spaces.V6, sets.V6));

    /// <summary>What of a shared program this workload can see: not itself, and nothing in a family that it has no address of.</summary>
    private int Seen(PacketSpace space, int packets)
    {
        var own = AddressSet.From(compilation.Table.Addresses[compilation.Binder.RowOf(workload.Name)])[space.Family];
        return own.IsEmpty
            ? IntervalDiagram.Empty
            : space.Diagram.Subtract(space.WithoutRemote(packets, own), space.OutsidePacketSpace);
    }
}
