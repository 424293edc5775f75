using System.Diagnostics.Metrics;
using ZtSegment.Controller.Hosting;

namespace ZtSegment.Controller.Gateway;

internal sealed class GatewayMetrics : IDisposable
{
    private readonly Meter meter;
    private readonly UpDownCounter<long> sessions;
    private readonly Counter<long> orders;
    private readonly Counter<long> refused;
    private readonly Counter<long> drifts;
    private readonly Counter<long> refusedMessages;
    private readonly Counter<long> refusedConnections;
    private readonly Histogram<double> applied;

    public GatewayMetrics(IMeterFactory meters)
    {
        meter = meters.Create(Telemetry.Name);
        sessions = meter.CreateUpDownCounter<long>("ztsegment.gateway.sessions", "{session}", "Agents that are connected.");
        orders = meter.CreateCounter<long>("ztsegment.gateway.orders", "{order}", "Orders sent to agents.");
        refused = meter.CreateCounter<long>("ztsegment.gateway.orders.refused", "{order}", "Orders that agents refused, by reason.");
        drifts = meter.CreateCounter<long>("ztsegment.gateway.drifts", "{drift}", "Tables that somebody else changed on a host.");
        refusedMessages = meter.CreateCounter<long>("ztsegment.gateway.messages.refused", "{message}", "Messages of agents that were malformed, too large or out of place, by reason.");
        refusedConnections = meter.CreateCounter<long>("ztsegment.gateway.connections.refused", "{connection}", "Connections of users that may not.");
        applied = meter.CreateHistogram<double>("ztsegment.gateway.applied", "s", "From an agent's receipt of an order until it had read the kernel's table back.");
    }

    public void SessionBegan() => sessions.Add(1);

    public void SessionEnded() => sessions.Add(-1);

    public void Ordered() => orders.Add(1);

    public void Applied(TimeSpan took) => applied.Record(took.TotalSeconds);

    public void RefusedOrder(string reason) => refused.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Drifted() => drifts.Add(1);

    public void RefusedMessage(string reason) => refusedMessages.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void RefusedConnection() => refusedConnections.Add(1);

    public void Dispose() => meter.Dispose();
}
