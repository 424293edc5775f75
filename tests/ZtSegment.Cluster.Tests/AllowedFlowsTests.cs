using System.Text;
using ZtSegment.Cluster.Contracts;
using ZtSegment.Cluster.Tests.Silos;

namespace ZtSegment.Cluster.Tests;

public sealed class AllowedFlowsTests
{
    [Fact]
    public async Task A_workload_and_a_segment_answer_for_their_own_flows_at_the_newest_revision()
    {
        await using var cluster = await EstateCluster.StartAsync(new SharedStore());
        await cluster.ApplyAsync("shop", Shop.Estate);
        await cluster.ReachesAsync(e => e.Stamp.Revision == 1);
        Assert.DoesNotContain(await FlowsAsync(cluster, "web"), f => f.Contains("web-to-db", StringComparison.Ordinal));

        await cluster.ApplyAsync("shop", Shop.Estate + "---\n" + Shop.WebToDb);
        await cluster.ReachesAsync(e => e.Stamp.Revision == 2);

        Assert.Contains(await FlowsAsync(cluster, "web"), f => f.Contains("web-to-db", StringComparison.Ordinal));
        var segment = await cluster.Grains.GetGrain<ISegmentGrain>("db").GetFlowsAsync();
        Assert.Equal("db", Assert.Single(segment!.Members));
        Assert.Contains("web-to-db", Encoding.UTF8.GetString(Assert.Single(segment.Json)));
        Assert.Null(await cluster.Grains.GetGrain<ISegmentGrain>("nobody").GetFlowsAsync());
        Assert.Null(await cluster.Grains.GetGrain<IWorkloadGrain>("nobody").GetFlowsAsync());
    }

    [Fact]
    public async Task A_flow_whose_policy_has_ended_is_no_longer_among_them()
    {
        await using var cluster = await EstateCluster.StartAsync(new SharedStore());
        var end = DateTimeOffset.UtcNow.AddSeconds(3);
        await cluster.ApplyAsync("shop", Shop.Estate + "---\n" + Shop.WebToDb.Replace("5432/tcp] }", $"5432/tcp], expires: {end.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} }}", StringComparison.Ordinal));
        await cluster.ReachesAsync(e => e.Stamp.Revision == 1);
        Assert.Contains(await FlowsAsync(cluster, "web"), f => f.Contains("web-to-db", StringComparison.Ordinal));
        Assert.NotEmpty((await cluster.Grains.GetGrain<ISegmentGrain>("db").GetFlowsAsync())!.Json);

        await cluster.ReachesAsync(e => e.Compilation.Policies.IsEmpty);

        Assert.DoesNotContain(await FlowsAsync(cluster, "web"), f => f.Contains("web-to-db", StringComparison.Ordinal));
        Assert.Empty((await cluster.Grains.GetGrain<ISegmentGrain>("db").GetFlowsAsync())!.Json);
    }

    private static async Task<IEnumerable<string>> FlowsAsync(EstateCluster cluster, string workload) =>
        (await cluster.Grains.GetGrain<IWorkloadGrain>(workload).GetFlowsAsync())!.Json.Select(Encoding.UTF8.GetString);
}
