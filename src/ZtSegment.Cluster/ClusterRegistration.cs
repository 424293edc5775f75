using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using ZtSegment.Cluster.Intents;
using ZtSegment.Cluster.Planning;
using ZtSegment.Cluster.View;

namespace ZtSegment.Cluster;

public static class ClusterRegistration
{
    /// <summary>What grains need of a silo besides a default grain storage.</summary>
    public static ISiloBuilder AddZtSegmentCluster(this ISiloBuilder silo)
    {
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.AddSingleton<ContentStore>();
        silo.Services.AddSingleton<RevisionStore>();
        silo.Services.AddSingleton<EstateViews>();
        silo.Services.AddSingleton(services => new EstateView(
            services.GetRequiredService<IGrainFactory>(), services.GetRequiredService<RevisionStore>(), services.GetRequiredService<ContentStore>(),
            services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<EstateView>>()));
        silo.Services.AddSingleton(services => new RevisionPlanner(
            services.GetRequiredService<IGrainFactory>(), services.GetRequiredService<EstateView>(), services.GetRequiredService<ContentStore>(),
            services.GetRequiredService<RevisionStore>(), services.GetRequiredService<TimeProvider>()));
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(services => services.GetRequiredService<EstateView>());
        return silo.AddGrainService<EstateViewService>();
    }
}
