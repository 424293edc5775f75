using CsCheck;
using ZtSegment.Flows.Explain;
using ZtSegment.Flows.Proof;
using ZtSegment.Flows.Tests.Graph;
using ZtSegment.Flows.Tests.RandomEstates;
using ZtSegment.Language;

namespace ZtSegment.Flows.Tests.Explain;

/// <summary>Explanations against the oracle, on random estates: each names exactly the policies that let the shown packet through.</summary>
public sealed class ExplainerPropertyTests
{
    [Fact]
    public void Each_end_is_explained_as_the_oracle_judges_the_packet_that_is_shown() => RandomEstate.Any.Sample(estate =>
    {
        var compilation = Compiler.Compile(estate.Intent, estate.Facts, estate.Now, PolicyIds.ByOrderOfNames(estate.Intent));
        var oracle = new Oracle(estate.Intent, estate.Facts, estate.Now);
        Assert.All(
            from source in estate.Intent.Workloads
            from destination in estate.Intent.Workloads
            where source != destination
            from service in new PacketOracle(estate).Services.Take(12)
            let asked = new AskedService(service.Protocol, service.Protocol.HasPorts ? service.Port : null)
            let explained = Explainer.Of(compilation, Party.Find(compilation, source.Name)!, Party.Find(compilation, destination.Name)!, asked)
            where explained.Source.Address is not null && explained.Destination.Address is not null
            from end in explained.Ends.Where(e => e.Workload!.IsManaged)
            let remote = (end == explained.Source ? explained.Destination : explained.Source).Address!.Value
            select (end, remote, Protocol: asked.Protocol.WireNumber(remote.Family), Port: asked.AnyPort),
            judged =>
            {
                var (end, remote, protocol, port) = judged;
                Assert.Equal(oracle.PoliciesThatLet(end.Workload!, end.Direction, remote, protocol, port).OrderBy(p => p.Name, StringComparer.Ordinal), end.Policies);
                Assert.Equal(oracle.ManagementLets(end.Workload!, end.Direction, remote, protocol, port), end.ByManagement);
                Assert.Equal(end.IsAllowed, end.Missing is null);
            });
    }, iter: 40);

    [Fact]
    public void A_flow_is_allowed_exactly_where_some_packet_of_the_pair_passes() => RandomEstate.Any.Sample(estate =>
    {
        var compilation = Compiler.Compile(estate.Intent, estate.Facts, estate.Now, PolicyIds.ByOrderOfNames(estate.Intent));
        var oracle = new PacketOracle(estate);
        Assert.All(
            from source in estate.Intent.Workloads
            from destination in estate.Intent.Workloads
            where source != destination && (source.IsManaged || destination.IsManaged)
            where !compilation.Table.Addresses[compilation.Binder.RowOf(source.Name)].IsEmpty
            from service in oracle.Services.Take(12)
            select (source, destination, service),
            pair =>
            {
                var asked = new AskedService(pair.service.Protocol, pair.service.Protocol.HasPorts ? pair.service.Port : null);
                var explained = Explainer.Of(compilation, Party.Find(compilation, pair.source.Name)!, Party.Find(compilation, pair.destination.Name)!, asked);
                Assert.Equal(oracle.PairVerdicts(pair.source, pair.destination, asked.Protocol, asked.AnyPort).Any(), explained.IsAllowed);
            });
    }, iter: 40);

    [Fact]
    public void A_suggested_policy_allows_the_packet() => RandomEstate.Any.Sample(estate =>
    {
        var compilation = Compiler.Compile(estate.Intent, estate.Facts, estate.Now, PolicyIds.ByOrderOfNames(estate.Intent));
        var asked = new AskedService(Protocol.Tcp, 12345);
        foreach (var source in estate.Intent.Workloads.Take(3))
        {
            var destination = estate.Intent.Workloads[^1];
            var explained = Explainer.Of(compilation, Party.Find(compilation, source.Name)!, Party.Find(compilation, destination.Name)!, asked);
            if (explained.Suggestion is null)
                continue;
            var more = new Intent(
                [.. estate.Intent.Workloads, .. estate.Intent.Segments, .. estate.Intent.Rollouts, .. estate.Intent.AddressGroups, .. estate.Intent.PortGroups,
                 .. estate.Intent.Policies, explained.Suggestion.Policy]);
            var again = Compiler.Compile(more, estate.Facts, estate.Now, PolicyIds.ByOrderOfNames(more));
            Assert.True(Explainer.Of(again, Party.Find(again, source.Name)!, Party.Find(again, destination.Name)!, asked).IsAllowed);
        }
    }, iter: 120);
}
