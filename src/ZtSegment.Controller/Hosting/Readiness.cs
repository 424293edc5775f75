using ZtSegment.Cluster.View;

namespace ZtSegment.Controller.Hosting;

/// <summary>Whether requests are to come here: the silo is active, its view complete, and it is not about to end.</summary>
internal sealed class Readiness(IHostApplicationLifetime lifetime, EstateView view)
{
    public bool IsReady => lifetime.ApplicationStarted.IsCancellationRequested && view.IsReady && !lifetime.ApplicationStopping.IsCancellationRequested;
}
