using System.Collections.Immutable;
using CsCheck;
using ZtSegment.Language;
using static ZtSegment.Flows.Tests.RandomEstates.RandomParts;

namespace ZtSegment.Flows.Tests.RandomEstates;

/// <summary>A small intent that is valid by construction, with facts and a moment. Prints as documents and facts.</summary>
public sealed record RandomEstate(Intent Intent, EstateFacts Facts, DateTimeOffset Now)
{
    private const string TagOnlyGroup = "tag-only";

    /// <summary>Two to nine workloads, at least one of them managed.</summary>
    public static Gen<RandomEstate> Any { get; } = With((_, _) => Gen.Const(ImmutableArray<Guardrail>.Empty));

    /// <summary>With guardrails, broken ones among them.</summary>
    public static Gen<RandomEstate> Guarded { get; } = With((names, ports) => new RandomGuardrails(names, ports).Any);

    private static Gen<RandomEstate> With(Func<Names, ImmutableArray<ProtocolPorts>, Gen<ImmutableArray<Guardrail>>> guarding) =>
        from workloads in Workloads
        from facts in RandomFacts.Any.Array[workloads.Length]
        from segments in Segments
        from groups in AddressGroups
        let ports = PortsFor(workloads)
        from portGroups in PortGroups(ports)
        let names = new Names(
            [.. workloads.Select(w => w.Name)], [.. segments.Select(s => s.Name)], [.. groups.Select(g => g.Name)], [.. portGroups.Select(g => g.Name)])
        from policies in new RandomPolicies(names, ports).Any
        from tagged in ToServiceTag(workloads)
        from rollouts in Rollouts
        from guardrails in guarding(names with { AddressGroups = [.. names.AddressGroups, .. tagged.OfType<AddressGroup>().Select(g => g.Name)] }, ports)
        from estate in Gen.Frequency((1, Gen.Const(ImmutableArray<Estate>.Empty)), (3, Estates))
        select new RandomEstate(
            new Intent([.. workloads, .. segments, .. groups, .. portGroups, .. policies, .. tagged, .. rollouts, .. guardrails, .. estate]),
            new EstateFacts(workloads.Zip(facts).Select((pair, i) => (pair.First.Name, pair.Second.Numbered(i))).ToDictionary()),
            SmallWorld.Now);

    public IEnumerable<Workload> Managed => Intent.Workloads.Where(w => w.IsManaged);

    public override string ToString() => $"{EstateYaml.Write(Intent)}# facts at {Now:O}\n{FactsJson.Write(Facts)}\n";

    private static Gen<Workload[]> Workloads => RandomWorkload.Any.Array[2, 9].Select(all => all
        .Select((w, i) => i == 0 && w.Points == Points.None ? w with { Points = Points.Linux } : w)
        .Select((w, i) => w.Numbered(i))
        .ToArray());

    private static Gen<Segment[]> Segments => AnySelector
        .Select(SomeOf(SmallWorld.PortNames, 0, 2), (selector, names) => (selector, names))
        .Array[1, 4]
        .Select(all => all.Select((s, i) => new Segment(
            Header($"segment-{i}"), s.selector, [.. s.names.Select(SmallWorld.SegmentPort)], MayBeEmpty: i % 2 == 0)).ToArray());

    private static Gen<AddressGroup[]> AddressGroups => SomeOf(SmallWorld.Cidrs, 1, 3)
        .Select(SomeOf(SmallWorld.Cidrs, 0, 2), Percent(20), (cidrs, except, isTagged) => (cidrs, except, isTagged))
        .Array[0, 2]
        .Select(all => all.Select((g, i) => new AddressGroup(
            Header($"group-{i}"), g.cidrs, g.except, g.isTagged ? "Storage.WestEurope" : null)).ToArray());

    private static Gen<PortGroup[]> PortGroups(ImmutableArray<ProtocolPorts> ports) => SomeOf(ports, 1, 3)
        .Array[0, 2]
        .Select(all => all.Select((g, i) => new PortGroup(
            Header($"ports-{i}"), g.Aggregate(ProtocolPorts.Empty, (some, more) => some.Union(more)))).ToArray());

    private static ImmutableArray<ProtocolPorts> PortsFor(Workload[] workloads) =>
        workloads.Any(w => w.Nsg is not null) ? SmallWorld.Ports : [.. SmallWorld.Ports, .. SmallWorld.PortsForLinuxOnly];

    /// <summary>A tag without CIDRs may only stand in policies that select no Linux workload.</summary>
    private static Gen<ImmutableArray<Document>> ToServiceTag(Workload[] workloads)
    {
        var candidates = workloads.Where(w => w.LinuxHost is null && w.Nsg is not null).Select(w => w.Name).ToImmutableArray();
        return candidates.IsEmpty
            ? Gen.Const(ImmutableArray<Document>.Empty)
            : OneOf(candidates).Select(OneOf(SmallWorld.Ports), (name, ports) => ImmutableArray.Create<Document>(
                new AddressGroup(Header(TagOnlyGroup), [], [], "AzureMonitor"),
                new FlowPolicy(
                    Header("to-service-tag"), [new WorkloadPeer(default, name)], [new AddressGroupPeer(default, TagOnlyGroup)],
                    [new LiteralPorts(default, ports)], [], null, null, null, null, null)));
    }

    private static Gen<Rollout[]> Rollouts => AnySelector
        .Select(Gen.Enum<Mode>(), Gen.Enum<Mode>(), Gen.Int[0, 2], (selector, ingress, egress, which) => (selector, ingress, egress, which))
        .Array[0, 3]
        .Select(all => all.Select((r, i) => new Rollout(
            Header($"rollout-{i}"), r.selector, r.which == 1 ? null : r.ingress, r.which == 2 ? null : r.egress)).ToArray());

    private static Gen<ImmutableArray<Estate>> Estates =>
        from mode in Gen.Enum<Mode>()
        from access in SomeOf(SmallWorld.ManagementCidrs, 1, 2)
            .Select(SomeOf(SmallWorld.Ports, 1, 2), (cidrs, ports) =>
                new ManagementAccess(default, cidrs, [.. ports.Select(p => new LiteralPorts(default, p))]))
            .Array[0, 2]
        from controller in Gen.Frequency(
            (1, Gen.Const((ManagementController?)null)),
            (2, SomeOf(SmallWorld.ControllerAddresses, 1, 2).Select(ManagementController? (a) => new(default, a, Protocol.Tcp, 8443))))
        select ImmutableArray.Create(new Estate(Header("estate"), mode, new Management([.. access], controller)));
}
