using System.Collections.Immutable;
using ZtSegment.Flows;
using ZtSegment.Flows.Proof;

namespace ZtSegment.Azure.Proof;

/// <summary>Proves the network security groups of an estate.</summary>
public static class NsgEstateProof
{
    /// <summary>What is not equal, in order of the points.</summary>
    /// <param name="bodyOf">The JSON of a group; null where there is none, and nothing to judge. Called from several threads.</param>
    /// <param name="done">Told once for each point; from several threads.</param>
    public static IReadOnlyList<(NsgPoint Point, ProofResult Result)> Prove(
        Compilation compilation, ImmutableArray<NsgPoint> points, Func<NsgPoint, byte[]?> bodyOf, Action? done = null, CancellationToken cancellation = default)
    {
        var prover = new NsgProver(compilation, new KnownAddresses(compilation));
        var results = new ProofResult?[points.Length];
        Parallel.For(0, points.Length, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            results[i] = bodyOf(points[i]) is { } body ? prover.Prove(body, points[i]) : null;
            done?.Invoke();
        });
        return [.. points.Zip(results, (point, result) => (point, result ?? ProofResult.Equal)).Where(p => p.Item2.Verdict != ProofVerdict.Equal)];
    }
}
