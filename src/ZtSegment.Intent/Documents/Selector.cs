using System.Collections.Immutable;

namespace ZtSegment.Language;

/// <summary>Kubernetes' label operators. <see cref="NotIn"/> and <see cref="DoesNotExist"/> match what lacks the key.</summary>
public enum LabelOperator
{
    In,
    NotIn,
    Exists,
    DoesNotExist,
}

/// <summary>One demand on one label.</summary>
/// <param name="Values">Sorted in ordinal order, distinct; empty for <see cref="LabelOperator.Exists"/> and <see cref="LabelOperator.DoesNotExist"/>.</param>
public sealed record LabelRequirement(string Key, LabelOperator Operator, ImmutableArray<string> Values)
{
    public override string ToString() => Operator switch
    {
        LabelOperator.In when Values.Length == 1 => $"{Key}={Values[0]}",
        LabelOperator.In => $"{Key} in ({string.Join(",", Values)})",
        LabelOperator.NotIn => $"{Key} notin ({string.Join(",", Values)})",
        LabelOperator.Exists => Key,
        _ => $"!{Key}",
    };

    public bool Equals(LabelRequirement? other) =>
        other is not null && Key == other.Key && Operator == other.Operator && Values.SequenceEqual(other.Values);

    public override int GetHashCode() => HashCode.Combine(Key, Operator, Values.Length, Values.IsEmpty ? null : Values[0]);
}

/// <summary>A conjunction of label requirements, normalised: <c>matchLabels</c> are In with one value; sorted and distinct. None selects all.</summary>
public sealed class Selector : IEquatable<Selector>
{
    public Selector(IEnumerable<LabelRequirement> requirements)
    {
        Requirements = [.. requirements
            .Select(r => r with { Values = [.. r.Values.Distinct().Order(StringComparer.Ordinal)] })
            .DistinctBy(r => r.ToString())
            .OrderBy(r => r.ToString(), StringComparer.Ordinal)];
        Canonical = string.Join(",", Requirements);
    }

    public static Selector Everything { get; } = new([]);

    public ImmutableArray<LabelRequirement> Requirements { get; }

    /// <summary>As <c>kubectl</c> writes selectors; equal for selectors that are equal after normalising; empty for <see cref="Everything"/>.</summary>
    public string Canonical { get; }

    public bool Equals(Selector? other) => other is not null && Canonical == other.Canonical;

    public override bool Equals(object? obj) => Equals(obj as Selector);

    public override int GetHashCode() => Canonical.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Canonical.Length == 0 ? "{}" : Canonical;
}
