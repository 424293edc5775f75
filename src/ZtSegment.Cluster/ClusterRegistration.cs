using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ZtSegment.Cluster.Intents;
using ZtSegment.Cluster.Planning;
using ZtSegment.Cluster.View;

namespace ZtSegment.Cluster;

public static class ClusterRegistration
{
    /// <summary>What grains need of a silo besides a default grain storage.</summary>
    public static ISiloBuilder AddZtSegmentCluster(this ISiloBuilder silo, Action<ClusterOptions>? configure = null)
    {
        silo.Services.AddOptions<ClusterOptions>().Configure(configure ?? (_ => { }))
            .Validate(o => o.CompareEvery > TimeSpan.Zero, "CompareEvery must be longer than nothing");
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.AddSingleton<ContentStore>();
        silo.Services.AddSingleton<RevisionStore>();
        silo.Services.AddSingleton<EstateViews>();
        silo.Services.AddSingleton(services => new EstateView(
            services.GetRequiredService<IGrainFactory>(), services.GetRequiredService<RevisionStore>(), services.GetRequiredService<ContentStore>(),
            services.GetRequiredService<TimeProvider>(), services.GetRequiredService<IOptions<ClusterOptions>>().Value,
            services.GetRequiredService<ILogger<EstateView>>()));
        silo.Services.AddSingleton(services => new RevisionPlanner(
            services.GetRequiredService<IGrainFactory>(), services.GetRequiredService<EstateView>(), services.GetRequiredService<ContentStore>(),
            services.GetRequiredService<RevisionStore>(), services.GetRequiredService<TimeProvider>()));
        silo.Services.AddSingleton(services => new EstateFreeze(
            services.GetRequiredService<IGrainFactory>(), services.GetRequiredService<EstateView>(), services.GetRequiredService<ContentStore>(),
            services.GetRequiredService<TimeProvider>()));
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(services => services.GetRequiredService<EstateView>());
        return silo.AddGrainService<EstateViewService>();
    }
}
