using Orleans.Configuration;
using StackExchange.Redis;

namespace ZtSegment.Controller.Clustering;

/// <summary>A silo of several. They meet in Redis, talk to each other by mutual TLS only, and share one storage.</summary>
//
//   this silo --mutual TLS--> the others
//       |  \--> Redis: which silos there are
//       +-----> Azure blobs, an Azure table, or Redis: all state
//
internal static class SharedCluster
{
    /// <summary>A silo that ended without a word is known to be gone after about a second (measured; 12 s with Orleans' own settings).</summary>
    /// <remarks>
    /// Missed twice, so that one pause of the garbage collector is no death; two silos say so, where there are as many. A silo that was declared dead ends itself
    /// when it hears of it, and what it wrote meanwhile was refused or stands in the store: states have ETags.
    /// </remarks>
    private static readonly TimeSpan Probe = TimeSpan.FromSeconds(1);

    public static void Add(ISiloBuilder silo, ClusterSettings settings)
    {
        silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (settings.Id, settings.Id));
        silo.Configure<EndpointOptions>(endpoint =>
        {
            (endpoint.AdvertisedIPAddress, endpoint.SiloPort) = (settings.Endpoint.Address, settings.Endpoint.Port);
            endpoint.SiloListeningEndpoint = settings.Endpoint;
            endpoint.GatewayPort = 0;
        });
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            (membership.ProbeTimeout, membership.MinProbeTimeout) = (Probe, Probe / 2);
            (membership.NumMissedProbesLimit, membership.NumVotesForDeathDeclaration) = (2, 2);
            membership.TableRefreshTimeout = TimeSpan.FromSeconds(10);
        });
        silo.UseRedisClustering(redis => redis.ConfigurationOptions = ConfigurationOptions.Parse(settings.Redis));
        SiloTls.Add(silo, settings);
        SharedStorage.Add(silo, settings.Storage);
    }
}
