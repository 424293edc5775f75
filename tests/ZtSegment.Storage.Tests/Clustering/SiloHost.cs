using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;
using ZtSegment.Cluster;
using ZtSegment.Cluster.View;
using ZtSegment.Controller.Clustering;

namespace ZtSegment.Storage.Tests.Clustering;

/// <summary>A silo of a cluster, by a settings file: one that does the controller's work, or one that only asks the others.</summary>
internal static class SiloHost
{
    public static IHost Build(string settingsFile, bool isAsking)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        // Nobody reads standard output once the silo is ready.
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Critical);
        var settings = ClusterSettings.Read(new ConfigurationBuilder().AddJsonFile(settingsFile).Build(), out var problems);
        if (problems.Count > 0)
            throw new InvalidOperationException(string.Join("; ", problems));
        builder.UseOrleans(silo =>
        {
            SharedCluster.Add(silo, settings!);
            // Five processes share two cores here: a silo that waits for its turn is not dead.
            silo.Configure<ClusterMembershipOptions>(membership => (membership.ProbeTimeout, membership.NumMissedProbesLimit) = (TimeSpan.FromSeconds(3), 3));
            silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromMinutes(2));
            if (isAsking)
                silo.Configure<GrainTypeOptions>(types => types.Classes.RemoveWhere(t => t.Assembly == typeof(EstateView).Assembly || t == typeof(Driver)));
            else
                silo.AddZtSegmentCluster();
        });
        return builder.Build();
    }

    /// <summary>The child's role: runs until it is told to end, or killed.</summary>
    public static async Task<int> RunAsync(string settingsFile)
    {
        using var host = Build(settingsFile, isAsking: false);
        await host.StartAsync();
        await host.Services.GetRequiredService<EstateView>().Ready;
        Console.WriteLine("silo is ready");
        await host.WaitForShutdownAsync();
        Console.WriteLine("silo has ended");
        return 0;
    }
}
