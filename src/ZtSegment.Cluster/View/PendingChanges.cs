using ZtSegment.Cluster.Contracts;

namespace ZtSegment.Cluster.View;

/// <summary>What a view was told and has not worked on: the newest of each, so that no storm makes it grow beyond the estate.</summary>
internal sealed class PendingChanges
{
    private readonly Lock gate = new();
    private readonly Signal arrived = new();
    private Dictionary<string, VersionedFacts> facts = new(StringComparer.Ordinal);
    private Dictionary<string, string> enforced = new(StringComparer.Ordinal);
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

    /// <summary>A point enforces the ruleset of that hash.</summary>
    public void Add(string point, string hash)
    {
        lock (gate)
            enforced[point] = hash;
        arrived.Set();
    }

    /// <summary>Somebody knows of something newer.</summary>
    public void Hasten() => arrived.Set();

    /// <summary>Ends when something was told, or after a time.</summary>
    public Task WaitAsync(TimeSpan most, TimeProvider clock, CancellationToken cancellation) => arrived.WaitAsync(most, clock, cancellation);

    public (IReadOnlyCollection<VersionedFacts> Facts, IntentHead? Head, IReadOnlyDictionary<string, string> Enforced) TakeAll()
    {
        lock (gate)
        {
            var taken = (facts.Values, head, enforced);
            (facts, head, enforced) = (new(StringComparer.Ordinal), null, new(StringComparer.Ordinal));
            return taken;
        }
    }
}
