using System.Collections.Immutable;
using ZtSegment.Flows;

namespace ZtSegment.Cluster.Contracts;

/// <summary>The facts of one workload as they are stored and sent: the words of the facts file (<c>--posture</c>, <c>--inventory</c>).</summary>
/// <param name="Risk">low, medium, high, critical; null is unknown.</param>
[GenerateSerializer, Immutable, Alias("zt.facts")]
public sealed record StoredFacts(
    [property: Id(0)] bool? Compliant,
    [property: Id(1)] string? Risk,
    [property: Id(2)] bool Quarantined,
    [property: Id(3)] ImmutableArray<string> Addresses,
    [property: Id(4)] ImmutableSortedDictionary<string, string> Labels)
{
    public static StoredFacts Unknown { get; } = new(null, null, false, [], ImmutableSortedDictionary<string, string>.Empty);

    public static StoredFacts Of(WorkloadFacts facts) => new(
        facts.Compliant,
        facts.Risk?.ToString().ToLowerInvariant(),
        facts.Quarantined,
        [.. facts.Addresses.Select(a => a.ToString())],
        facts.Labels.ToImmutableSortedDictionary(StringComparer.Ordinal));

    public bool IsSameAs(StoredFacts other) =>
        (Compliant, Risk, Quarantined) == (other.Compliant, other.Risk, other.Quarantined) && Addresses.SequenceEqual(other.Addresses) && Labels.SequenceEqual(other.Labels);
}

/// <summary>Facts of a workload with the number of the write that made them; the highest number is the newest.</summary>
/// <param name="Version">From 1, by one writer: the workload's grain.</param>
[GenerateSerializer, Immutable, Alias("zt.versioned-facts")]
public sealed record VersionedFacts([property: Id(0)] string Workload, [property: Id(1)] long Version, [property: Id(2)] StoredFacts Facts);

/// <summary>What somebody learned of a workload: null leaves a part as it is.</summary>
[GenerateSerializer, Immutable, Alias("zt.facts-update")]
public sealed record FactsUpdate
{
    [Id(0)]
    public PostureReport? Posture { get; init; }

    [Id(1)]
    public InventoryReport? Inventory { get; init; }

    [Id(2)]
    public bool? Quarantined { get; init; }
}

/// <param name="Risk">low, medium, high, critical; null is unknown.</param>
[GenerateSerializer, Immutable, Alias("zt.posture-report")]
public sealed record PostureReport([property: Id(0)] bool? Compliant, [property: Id(1)] string? Risk);

[GenerateSerializer, Immutable, Alias("zt.inventory-report")]
public sealed record InventoryReport(
    [property: Id(0)] ImmutableArray<string> Addresses, [property: Id(1)] ImmutableSortedDictionary<string, string> Labels);
