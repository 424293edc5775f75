using System.Numerics;

namespace ZtSegment.Language;

/// <summary>An inclusive interval of integers; <c>From &lt;= To</c>.</summary>
public readonly record struct Interval<T>(T From, T To) : IComparable<Interval<T>>
    where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
{
    /// <summary>Everything that <typeparamref name="T"/> can hold.</summary>
    public static Interval<T> All => new(T.MinValue, T.MaxValue);

    public bool IsSingle => From == To;

    public bool Contains(T value) => From <= value && value <= To;

    public bool Contains(Interval<T> other) => From <= other.From && other.To <= To;

    public bool Overlaps(Interval<T> other) => From <= other.To && other.From <= To;

    /// <summary>Orders by <see cref="From"/>, then by <see cref="To"/>.</summary>
    public int CompareTo(Interval<T> other)
    {
        var byFrom = From.CompareTo(other.From);
        return byFrom != 0 ? byFrom : To.CompareTo(other.To);
    }
}
