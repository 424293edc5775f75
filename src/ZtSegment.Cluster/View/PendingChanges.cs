using ZtSegment.Cluster.Contracts;

namespace ZtSegment.Cluster.View;

/// <summary>What a view was told and has not worked on: the newest of each, so that no storm makes it grow beyond the estate.</summary>
internal sealed class PendingChanges
{
    private readonly Lock gate = new();
    private readonly Signal arrived = new();
    private Dictionary<string, VersionedFacts> facts = new(StringComparer.Ordinal);
    private IntentHead? head;

    public void Add(IEnumerable<VersionedFacts> told)
    {
        lock (gate)
        {
            foreach (var next in told)
            {
                if (!facts.TryGetValue(next.Workload, out var known) || known.Version < next.Version)
                    facts[next.Workload] = next;
            }
        }

        arrived.Set();
    }

    public void Add(IntentHead told)
    {
        lock (gate)
        {
            if (head is null || head.Number < told.Number)
                head = told;
        }

        arrived.Set();
    }

    /// <summary>Ends when something was told, or after a time.</summary>
    public Task WaitAsync(TimeSpan most, TimeProvider clock, CancellationToken cancellation) => arrived.WaitAsync(most, clock, cancellation);

    public (IReadOnlyCollection<VersionedFacts> Facts, IntentHead? Head) TakeAll()
    {
        lock (gate)
        {
            var taken = (facts.Values, head);
            (facts, head) = (new(StringComparer.Ordinal), null);
            return taken;
        }
    }
}
