using CsCheck;
using ZtSegment.Flows.Graph;
using ZtSegment.Flows.Proof;
using ZtSegment.Flows.Tests.RandomEstates;
using ZtSegment.Language;

namespace ZtSegment.Flows.Tests.Findings;

/// <summary>Findings against what they claim, on random estates that are valid by construction.</summary>
public sealed class FindingsPropertyTests
{
    [Fact]
    public void A_valid_estate_has_no_error() => RandomEstate.Any.Sample(
        estate => Assert.DoesNotContain(Flows.Findings.Of(Compile(estate, estate.Intent)), d => d.Severity == Severity.Error), iter: 300);

    [Fact]
    public void Without_all_the_policies_that_others_cover_every_end_lets_through_the_same() => RandomEstate.Any.Sample(estate =>
    {
        var covered = Flows.Findings.Of(Compile(estate, estate.Intent)).Where(d => d.Code == "ZT2103").Select(d => d.Message.Split('`')[1]).ToHashSet();
        var without = new Intent(
            [.. estate.Intent.Workloads, .. estate.Intent.Segments, .. estate.Intent.Rollouts, .. estate.Intent.AddressGroups, .. estate.Intent.PortGroups,
             .. estate.Intent.Policies.Where(p => !covered.Contains(p.Name))]);
        var spaces = new PacketSpaces();
        var (before, after) = (new Oracle(estate.Intent, estate.Facts, estate.Now), new Oracle(without, estate.Facts, estate.Now));
        Assert.All(estate.Managed, workload => Assert.Equal(before.Evaluate(workload, spaces), after.Evaluate(workload, spaces)));
        Assert.Equal(ComposedPairs(Compile(estate, estate.Intent)), ComposedPairs(Compile(estate, without)));
    }, iter: 500);

    [Fact]
    public void Composed_flows_are_warned_of_exactly_where_the_graph_has_some() => RandomEstate.Any.Sample(estate =>
    {
        var compilation = Compile(estate, estate.Intent);
        Assert.Equal(FlowGraph.ByWorkload(compilation).Any(e => e.IsComposed), Flows.Findings.Of(compilation).Any(d => d.Code == "ZT2107"));
    }, iter: 300);

    /// <summary>What passes, whatever sets of policies part it.</summary>
    private static IEnumerable<(Endpoint, Endpoint, string)> ComposedPairs(Compilation compilation) =>
        from edge in FlowGraph.ByWorkload(compilation)
        where edge.IsComposed
        group edge.Protocol is { } protocol ? ProtocolPorts.Of(protocol, edge.Ports.IsEmpty ? PortSet.Full : edge.Ports) : ProtocolPorts.Any by (edge.Source, edge.Destination) into pair
        orderby pair.Key
        select (pair.Key.Source, pair.Key.Destination, pair.Aggregate(ProtocolPorts.Empty, (all, more) => all.Union(more)).ToString());

    private static Compilation Compile(RandomEstate estate, Intent intent) =>
        Compiler.Compile(intent, estate.Facts, estate.Now, PolicyIds.ByOrderOfNames(intent));
}
