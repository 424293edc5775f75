using CsCheck;
using ZtSegment.Flows.Graph;
using ZtSegment.Flows.Tests.RandomEstates;

namespace ZtSegment.Flows.Tests.Graph;

public sealed class OneWorkloadTests
{
    [Fact]
    public void The_flows_of_one_workload_are_those_entries_of_the_graph_that_name_it() => RandomEstate.Any.Sample(estate =>
    {
        var compilation = Compiler.Compile(estate.Intent, estate.Facts, estate.Now, PolicyIds.ByOrderOfNames(estate.Intent));
        var all = FlowGraph.ByWorkload(compilation).ToList();
        var ofRow = FlowGraph.OfWorkloads(compilation);

        Assert.All(compilation.Table.Workloads.Select((w, row) => (End: Endpoint.OfWorkload(w.Name), row)), workload => Assert.Equal(
            all.Where(e => e.Source == workload.End || e.Destination == workload.End).Select(e => $"{e}"),
            ofRow(workload.row).Select(e => $"{e}")));
    }, iter: 200);
}
