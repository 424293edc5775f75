using System.Collections.Immutable;
using ZtSegment.Cluster.Contracts;

namespace ZtSegment.Cluster.Facts;

public sealed class FactShardState
{
    public ImmutableSortedDictionary<string, VersionedFacts> Facts { get; set; } = ImmutableSortedDictionary.Create<string, VersionedFacts>(StringComparer.Ordinal);
}

/// <remarks>
/// Calls interleave, so that writes which come while one is under way go together with the next. All of them change state in
/// <see cref="WriteAllAsync"/> only, one at a time; what is read is what the store holds.
/// </remarks>
internal sealed class FactShardGrain([PersistentState("facts")] IPersistentState<FactShardState> stored) : Grain, IFactShardGrain
{
    private readonly List<(VersionedFacts Facts, TaskCompletionSource<bool> Done)> waiting = [];
    private ImmutableSortedDictionary<string, VersionedFacts> durable = ImmutableSortedDictionary.Create<string, VersionedFacts>(StringComparer.Ordinal);
    private bool isWriting;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        durable = stored.State.Facts;
        return Task.CompletedTask;
    }

    public Task<bool> PutAsync(VersionedFacts facts)
    {
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.Add((facts, done));
        if (!isWriting)
            WriteAllAsync().Ignore();
        return done.Task;
    }

    public ValueTask<VersionedFacts?> GetAsync(string workload) => ValueTask.FromResult(durable.GetValueOrDefault(workload));

    public ValueTask<ImmutableArray<VersionedFacts>> GetAllAsync() => ValueTask.FromResult<ImmutableArray<VersionedFacts>>([.. durable.Values]);

    public ValueTask<ulong> GetDigestAsync() => ValueTask.FromResult(durable.Values.Aggregate(0ul, (digest, facts) => digest + FactsDigest.Of(facts)));

    private async Task WriteAllAsync()
    {
        isWriting = true;
        while (waiting.Count > 0)
        {
            (VersionedFacts Facts, TaskCompletionSource<bool> Done)[] batch = [.. waiting];
            waiting.Clear();
            var next = durable.ToBuilder();
            var taken = Array.ConvertAll(batch, write => Take(next, write.Facts));
            try
            {
                if (taken.Contains(true))
                    await this.PersistAsync(stored, new FactShardState { Facts = next.ToImmutable() });
            }
            catch (Exception e)
            {
                foreach (var (_, done) in batch.Concat(waiting))
                    done.TrySetException(e);
                waiting.Clear();
                break;
            }

            durable = stored.State.Facts;
            for (var i = 0; i < batch.Length; i++)
                batch[i].Done.TrySetResult(taken[i]);
        }

        isWriting = false;
    }

    private static bool Take(ImmutableSortedDictionary<string, VersionedFacts>.Builder shard, VersionedFacts facts)
    {
        if (shard.TryGetValue(facts.Workload, out var known) && known.Version >= facts.Version)
            return false;
        shard[facts.Workload] = facts;
        return true;
    }
}
