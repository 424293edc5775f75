using System.Collections.Immutable;
using ZtSegment.Cluster.Contracts;
using ZtSegment.Cluster.Intents;
using ZtSegment.Cluster.Planning;

namespace ZtSegment.Storage.Tests.Clustering;

/// <summary>What the API does for its callers, on whichever silo this is.</summary>
[Alias("test.driver")]
public interface IDriver : IGrainWithIntegerKey
{
    /// <summary>Plans and accepts. Repeating it with the same message changes nothing.</summary>
    /// <returns>The revision.</returns>
    [Alias("apply")]
    Task<long> ApplyAsync(string source, byte[] documents, string message);

    /// <summary>Messages of all revisions, newest first.</summary>
    [Alias("history")]
    Task<ImmutableArray<string>> HistoryAsync();
}

internal sealed class Driver(RevisionPlanner planner) : Grain, IDriver
{
    public async Task<long> ApplyAsync(string source, byte[] documents, string message)
    {
        if ((await planner.HistoryAsync(null, int.MaxValue)).FirstOrDefault(r => r.Message == message) is { } known)
            return known.Number;
        var outcome = await planner.PlanAsync(SourceDocuments.Of(source, [("all.yaml", documents)]), "test", message, new PlanAllowances(true, true));
        if (outcome.Staged is not { } staged)
            throw new InvalidOperationException(string.Join("; ", [.. outcome.Diagnostics.Select(d => d.Message), .. outcome.Refusals.Select(r => r.Message), "not staged"]));
        var accepted = await planner.AcceptAsync(staged.Hash, "test");
        return accepted.Verdict == AcceptVerdict.Accepted ? accepted.Head.Revision : throw new InvalidOperationException($"{accepted.Verdict}");
    }

    public async Task<ImmutableArray<string>> HistoryAsync() => [.. (await planner.HistoryAsync(null, int.MaxValue)).Select(r => r.Message)];
}
