using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Azure.Rendering;

/// <summary>What came of rendering one network security group.</summary>
/// <param name="Body">The JSON of an ARM PUT; null where it was refused.</param>
/// <param name="Budget">What it uses, or would.</param>
/// <param name="Priorities">Of the allow rules, by name: the next rendering's <c>previous</c>.</param>
/// <param name="Merged">Rules that carry several policies, which only an NSG near its limits has; by name.</param>
/// <param name="Refusal">Why there is no body: never a wider rule instead.</param>
public sealed record NsgRendering(
    NsgPoint Point, string? Body, NsgBudget Budget, IReadOnlyDictionary<string, int> Priorities, ImmutableArray<MergedRule> Merged, Diagnostic? Refusal);

/// <param name="Policies">Sorted by name.</param>
public sealed record MergedRule(string Name, ImmutableArray<string> Policies);
