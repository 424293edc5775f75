using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;

namespace ZtSegment.Language;

/// <summary>A set of integers as sorted, disjoint, not adjoining inclusive intervals: equal sets have equal intervals.</summary>
/// <remarks>The default value is the empty set.</remarks>
public readonly struct IntervalSet<T> : IEquatable<IntervalSet<T>>
    where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
{
    private readonly Interval<T>[]? intervals;

    private IntervalSet(Interval<T>[] canonical) => intervals = canonical;

    public static IntervalSet<T> Empty => default;

    /// <summary>Every value of <typeparamref name="T"/>.</summary>
    public static IntervalSet<T> Full { get; } = new([Interval<T>.All]);

    public ReadOnlySpan<Interval<T>> Intervals => intervals;

    /// <summary>The same intervals for LINQ and <c>foreach</c> in iterators.</summary>
    public ImmutableArray<Interval<T>> ToImmutableArray() => ImmutableCollectionsMarshal.AsImmutableArray(intervals ?? []);

    public bool IsEmpty => intervals is null || intervals.Length == 0;

    public bool IsFull => intervals is { Length: 1 } && intervals[0] == Interval<T>.All;

    public static IntervalSet<T> Of(T value) => new([new Interval<T>(value, value)]);

    public static IntervalSet<T> Of(Interval<T> interval) => new([interval]);

    /// <summary>The union of intervals in any order, overlapping or not.</summary>
    public static IntervalSet<T> From(IEnumerable<Interval<T>> source) => FromOwned(source.ToArray());

    /// <summary>As <see cref="From"/>, but sorts and keeps the given array: the caller gives it away.</summary>
    public static IntervalSet<T> FromOwned(Interval<T>[] source)
    {
        if (source.Length < 2)
            return new IntervalSet<T>(source);
        if (IsCanonical(source))
            return new IntervalSet<T>(source);
        if (!IsSorted(source))
            Array.Sort(source);
        var count = 0;
        foreach (var next in source)
        {
            if (count > 0 && Touches(source[count - 1].To, next.From))
                source[count - 1] = source[count - 1] with { To = T.Max(source[count - 1].To, next.To) };
            else
                source[count++] = next;
        }

        return new IntervalSet<T>(count == source.Length ? source : source[..count]);
    }

    public bool Contains(T value)
    {
        var index = IndexOfLastFromAtMost(value);
        return index >= 0 && value <= intervals![index].To;
    }

    public bool Contains(IntervalSet<T> other) => other.Subtract(this).IsEmpty;

    public bool Overlaps(IntervalSet<T> other)
    {
        const int MuchMore = 16;
        if (Intervals.Length > other.Intervals.Length * MuchMore)
            return OverlapsFew(other.Intervals);
        if (other.Intervals.Length > Intervals.Length * MuchMore)
            return other.OverlapsFew(Intervals);
        var a = Intervals;
        var b = other.Intervals;
        for (int i = 0, j = 0; i < a.Length && j < b.Length;)
        {
            if (a[i].Overlaps(b[j]))
                return true;
            if (a[i].To < b[j].To)
                i++;
            else
                j++;
        }

        return false;
    }

    private bool OverlapsFew(ReadOnlySpan<Interval<T>> others)
    {
        foreach (var other in others)
        {
            var index = IndexOfLastFromAtMost(other.To);
            if (index >= 0 && intervals![index].To >= other.From)
                return true;
        }

        return false;
    }

    public IntervalSet<T> Union(IntervalSet<T> other)
    {
        if (IsEmpty)
            return other;
        if (other.IsEmpty)
            return this;
        var all = new Interval<T>[intervals!.Length + other.intervals!.Length];
        intervals.CopyTo(all, 0);
        other.intervals.CopyTo(all, intervals.Length);
        return FromOwned(all);
    }

    public IntervalSet<T> Intersect(IntervalSet<T> other)
    {
        var result = new List<Interval<T>>();
        var a = Intervals;
        var b = other.Intervals;
        for (int i = 0, j = 0; i < a.Length && j < b.Length;)
        {
            var from = T.Max(a[i].From, b[j].From);
            var to = T.Min(a[i].To, b[j].To);
            if (from <= to)
                result.Add(new Interval<T>(from, to));
            if (a[i].To < b[j].To)
                i++;
            else
                j++;
        }

        return new IntervalSet<T>([.. result]);
    }

    public IntervalSet<T> Subtract(IntervalSet<T> other)
    {
        if (IsEmpty || other.IsEmpty)
            return this;
        var result = new List<Interval<T>>();
        var b = other.Intervals;
        var j = 0;
        foreach (var interval in Intervals)
        {
            while (j < b.Length && b[j].To < interval.From)
                j++;
            var from = interval.From;
            var open = true;
            for (var k = j; open && k < b.Length && b[k].From <= interval.To; k++)
            {
                if (b[k].From > from)
                    result.Add(new Interval<T>(from, b[k].From - T.One));
                if (b[k].To >= interval.To)
                    open = false;
                else
                    from = b[k].To + T.One;
            }

            if (open)
                result.Add(new Interval<T>(from, interval.To));
        }

        return new IntervalSet<T>([.. result]);
    }

    public IntervalSet<T> Complement() => Full.Subtract(this);

    public bool Equals(IntervalSet<T> other) =>
        ReferenceEquals(intervals, other.intervals) || Intervals.SequenceEqual(other.Intervals);

    public override bool Equals(object? obj) => obj is IntervalSet<T> other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var interval in Intervals)
            hash.Add(interval);
        return hash.ToHashCode();
    }

    public static bool operator ==(IntervalSet<T> left, IntervalSet<T> right) => left.Equals(right);

    public static bool operator !=(IntervalSet<T> left, IntervalSet<T> right) => !left.Equals(right);

    public override string ToString() => string.Join(",", ToImmutableArray().Select(i => i.IsSingle ? $"{i.From}" : $"{i.From}-{i.To}"));

    private int IndexOfLastFromAtMost(T value)
    {
        int low = 0, high = Intervals.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (intervals![middle].From <= value)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return high;
    }

    private static bool IsCanonical(Interval<T>[] source)
    {
        for (var i = 1; i < source.Length; i++)
        {
            if (source[i].From <= source[i - 1].To || Touches(source[i - 1].To, source[i].From))
                return false;
        }

        return true;
    }

    private static bool IsSorted(Interval<T>[] source)
    {
        for (var i = 1; i < source.Length; i++)
        {
            if (source[i].From < source[i - 1].From)
                return false;
        }

        return true;
    }

    private static bool Touches(T to, T nextFrom) => to == T.MaxValue || nextFrom <= to + T.One;
}
