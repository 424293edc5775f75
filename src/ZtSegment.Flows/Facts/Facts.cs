using System.Collections.Frozen;
using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>What is known of one workload now. Null is unknown, and unknown fails every <c>when</c>.</summary>
/// <param name="Addresses">Reported addresses; they count for workloads with <c>addressesFrom</c> only, and only within its prefixes.</param>
/// <param name="Labels">Reported labels; a declared label of the same key wins.</param>
public sealed record WorkloadFacts(bool? Compliant, Risk? Risk, bool Quarantined, ImmutableArray<Address> Addresses, LabelSet Labels)
{
    /// <summary>Never the default value, whatever was given.</summary>
    public ImmutableArray<Address> Addresses { get; init => field = value.IsDefault ? [] : value; } = Addresses.IsDefault ? [] : Addresses;

    public static WorkloadFacts Unknown { get; } = new(null, null, false, [], LabelSet.Empty);
}

/// <summary>The facts of every workload, by name.</summary>
/// <param name="others">The facts of workloads that are not named; null: nothing is known of them.</param>
public sealed class EstateFacts(IReadOnlyDictionary<string, WorkloadFacts> byWorkload, WorkloadFacts? others = null)
{
    private readonly FrozenDictionary<string, WorkloadFacts> byWorkload = byWorkload.ToFrozenDictionary(StringComparer.Ordinal);

    public static EstateFacts None { get; } = new(new Dictionary<string, WorkloadFacts>());

    public WorkloadFacts this[string workload] => byWorkload.GetValueOrDefault(workload, others ?? WorkloadFacts.Unknown);

    public IEnumerable<string> Workloads => byWorkload.Keys;
}
