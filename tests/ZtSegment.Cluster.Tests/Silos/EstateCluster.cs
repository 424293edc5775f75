using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Orleans.TestingHost;
using ZtSegment.Cluster.Contracts;
using ZtSegment.Cluster.Intents;
using ZtSegment.Cluster.Planning;
using ZtSegment.Cluster.View;

namespace ZtSegment.Cluster.Tests.Silos;

/// <summary>Silos of one cluster in this process, over a store that outlives them.</summary>
internal sealed class EstateCluster : IAsyncDisposable
{
    private readonly InProcessTestCluster cluster;

    private EstateCluster(InProcessTestCluster cluster) => this.cluster = cluster;

    public InProcessTestCluster Silos => cluster;

    /// <summary>The services of a silo that lives.</summary>
    public IServiceProvider Services => cluster.GetSiloServiceProvider(cluster.Silos.First(s => s.IsActive).SiloAddress);

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    public EstateView View => Services.GetRequiredService<EstateView>();

    public RevisionPlanner Planner => Services.GetRequiredService<RevisionPlanner>();

    public static async Task<EstateCluster> StartAsync(SharedStore store, short silos = 1)
    {
        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddKeyedSingleton<IGrainStorage>("Default", store);
            silo.Services.AddSingleton<IGrainStorage>(store);
            silo.AddZtSegmentCluster(options => options.CompareEvery = TimeSpan.FromMilliseconds(200));
        });
        var cluster = new EstateCluster(builder.Build());
        await cluster.cluster.DeployAsync();
        await cluster.View.Ready;
        return cluster;
    }

    /// <summary>Plans the documents and accepts the plan.</summary>
    public async Task<Acceptance> ApplyAsync(string source, string yaml)
    {
        var planned = await PlanAsync(source, yaml);
        Assert.Empty(planned.Refusals);
        Assert.True(planned.Staged is not null, string.Join("\n", planned.Diagnostics));
        var accepted = await Planner.AcceptAsync(planned.Staged.Hash, "reviewer");
        Assert.Equal(AcceptVerdict.Accepted, accepted.Verdict);
        return accepted;
    }

    public Task<PlanOutcome> PlanAsync(string source, string yaml, PlanAllowances? allowances = null) =>
        Planner.PlanAsync(Documents(source, yaml), "author", "a change", allowances ?? new PlanAllowances(Shrink: true, ManagementChange: true));

    public static SourceDocuments Documents(string source, string yaml) =>
        SourceDocuments.Of(source, [("estate.yaml", System.Text.Encoding.UTF8.GetBytes(yaml))]);

    public async ValueTask DisposeAsync() => await cluster.DisposeAsync();
}
