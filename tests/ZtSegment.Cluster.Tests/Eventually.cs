using ZtSegment.Cluster.Contracts;
using ZtSegment.Cluster.Tests.Silos;
using ZtSegment.Cluster.View;

namespace ZtSegment.Cluster.Tests;

/// <summary>Waits for what must become true; fails after a time that no working cluster needs.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(30);

    public static Task AsyncTrue(Func<bool> condition) => AsyncTrue(() => Task.FromResult(condition()));

    public static Task AsyncTrue(Func<bool> condition, Func<string> otherwise) => AsyncTrue(() => Task.FromResult(condition()), otherwise);

    public static async Task AsyncTrue(Func<Task<bool>> condition, Func<string>? otherwise = null)
    {
        var end = DateTime.UtcNow + Most;
        while (!await condition())
        {
            Assert.True(DateTime.UtcNow < end, otherwise?.Invoke() ?? "it did not become true");
            await Task.Delay(10);
        }
    }

    public static IEnforcementPointGrain Point(this EstateCluster cluster, string host) =>
        cluster.Grains.GetGrain<IEnforcementPointGrain>(GrainKeys.LinuxPoint(host));

    public static async Task<PointStatus> StatusAsync(this EstateCluster cluster, string host) => await cluster.Point(host).GetStatusAsync();

    public static async Task<PointStatus> IsAsync(this EstateCluster cluster, string host, PointState state)
    {
        await AsyncTrue(async () => (await cluster.StatusAsync(host)).State == state);
        return await cluster.StatusAsync(host);
    }

    public static async Task<EstateSnapshot> ReachesAsync(this EstateCluster cluster, Func<EstateSnapshot, bool> condition)
    {
        await AsyncTrue(() => condition(cluster.View.Current));
        return cluster.View.Current;
    }
}
