using System.Collections;

namespace ZtSegment.Language;

/// <summary>Label keys with their values, sorted by key in ordinal order; keys are unique.</summary>
public readonly struct LabelSet : IReadOnlyCollection<KeyValuePair<string, string>>, IEquatable<LabelSet>
{
    private readonly KeyValuePair<string, string>[]? sorted;

    /// <exception cref="ArgumentException">A key stands twice.</exception>
    public LabelSet(IEnumerable<KeyValuePair<string, string>> labels)
    {
        sorted = [.. labels];
        Array.Sort(sorted, static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].Key == sorted[i - 1].Key)
                throw new ArgumentException($"label `{sorted[i].Key}` stands twice", nameof(labels));
        }
    }

    public static LabelSet Empty => default;

    public int Count => sorted?.Length ?? 0;

    /// <summary>The value of the label, or null where there is none.</summary>
    public string? this[string key]
    {
        get
        {
            foreach (var label in sorted ?? [])
            {
                if (label.Key == key)
                    return label.Value;
            }

            return null;
        }
    }

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, string>>)(sorted ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public ReadOnlySpan<KeyValuePair<string, string>> AsSpan() => sorted;

    public bool Equals(LabelSet other) => AsSpan().SequenceEqual(other.AsSpan());

    public override bool Equals(object? obj) => obj is LabelSet other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var (key, value) in AsSpan())
        {
            hash.Add(key);
            hash.Add(value);
        }

        return hash.ToHashCode();
    }

    public static bool operator ==(LabelSet left, LabelSet right) => left.Equals(right);

    public static bool operator !=(LabelSet left, LabelSet right) => !left.Equals(right);

    public override string ToString() => string.Join(",", this.Select(l => $"{l.Key}={l.Value}"));
}
