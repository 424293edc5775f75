using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Linux.Reading;

/// <summary>A set or map, named or written in a rule.</summary>
/// <param name="Name">Null for one that stands in a rule.</param>
/// <param name="IsMap">Whether elements have values; values are marks.</param>
public sealed record NftSet(string? Name, NftKey Key, bool IsMap, ImmutableArray<NftElement> Elements)
{
    private bool? isTimed;
    private bool? hasMixedEnds;
    private (TimeSpan At, IntervalSet<UInt128> Values)? present;
    private uint[]? marks;

    /// <summary>Whether any element ends.</summary>
    public bool IsTimed => isTimed ??= HasEnds();

    /// <summary>The marks that a map gives, ascending.</summary>
    public IReadOnlyList<uint> Marks => marks ??= DistinctMarks();

    /// <summary>A set of its own: what this one remembers of its elements does not hold for others.</summary>
    public NftSet WithEnds(Func<TimeSpan, TimeSpan> change) =>
        new(Name, Key, IsMap, [.. Elements.Select(e => e.Ends == NftElement.Never ? e : e with { Ends = change(e.Ends) })]);

    /// <summary>Of a set of one field: whether elements overlap that end at different times. What the kernel makes of them depends on their order.</summary>
    public bool HasMixedEnds => hasMixedEnds ??= IsTimed && FindMixedEnds();

    /// <summary>Of a set of one field: the values that are there. Remembers those of the last moment, which every rule asks for.</summary>
    public IntervalSet<UInt128> Present(TimeSpan at)
    {
        if (present is { } last && (last.At == at || !IsTimed))
            return last.Values;
        var values = new List<Interval<UInt128>>(Elements.Length);
        foreach (ref readonly var element in Elements.AsSpan())
        {
            if (element.IsThere(at))
                values.Add(element.Wide);
        }

        present = (at, IntervalSet<UInt128>.From(values));
        return present.Value.Values;
    }

    private bool FindMixedEnds()
    {
        var sorted = Elements.ToArray();
        Array.Sort(sorted, static (a, b) => a.Wide.CompareTo(b.Wide));
        var last = sorted[0];
        foreach (var element in sorted.AsSpan(1))
        {
            if (element.Wide.From <= last.Wide.To && element.Ends != last.Ends)
                return true;
            if (element.Wide.To > last.Wide.To)
                last = element;
        }

        return false;
    }

    private bool HasEnds()
    {
        foreach (ref readonly var element in Elements.AsSpan())
        {
            if (element.Ends != NftElement.Never)
                return true;
        }

        return false;
    }

    private uint[] DistinctMarks()
    {
        var distinct = new SortedSet<uint>();
        foreach (ref readonly var element in Elements.AsSpan())
            distinct.Add(element.Value);
        return [.. distinct];
    }
}

/// <summary>The fields of a key: one, or up to three joined ones with at most one address among them.</summary>
public readonly record struct NftKey(ImmutableArray<NftType> Types)
{
    /// <summary>The position of the wide field, which may hold more than 16 bits; -1 where joined fields hold no address.</summary>
    public int Wide
    {
        get
        {
            if (Types.Length == 1)
                return 0;
            for (var i = 0; i < Types.Length; i++)
            {
                if (NftFields.Largest(Types[i]) > ushort.MaxValue)
                    return i;
            }

            return -1;
        }
    }

    /// <summary>Whether an <see cref="NftElement"/> has room for it.</summary>
    public bool IsModelled => Types.Length == 1
        || (Types.Length <= 3 && Types.Count(t => NftFields.Largest(t) > ushort.MaxValue) is var wide && wide <= 1 && Types.Length - wide <= 2);

    public bool Equals(NftKey other) => Types.AsSpan().SequenceEqual(other.Types.AsSpan());

    public override int GetHashCode() => Types.Length;
}

/// <summary>One element: inclusive ranges of each field.</summary>
/// <param name="Wide">The address, or the only field; 0 where there is none.</param>
/// <param name="First">The first of the other fields; 0 where there is none.</param>
/// <param name="Second">The second of the other fields; 0 where there is none.</param>
/// <param name="Value">The mark that a map gives.</param>
/// <param name="Ends">When the kernel removes it, counted from when it was read or loaded; <see cref="Never"/> without a timeout.</param>
public readonly record struct NftElement(
    Interval<UInt128> Wide, Interval<ushort> First, Interval<ushort> Second, uint Value, TimeSpan Ends)
{
    public static TimeSpan Never => TimeSpan.MaxValue;

    public bool IsThere(TimeSpan at) => at < Ends;

    /// <summary>As nft writes it: <c>10.20.1.12 . tcp . 8443 : 1001</c>.</summary>
    public string ToText(NftSet set)
    {
        var wide = set.Key.Wide;
        var parts = new string[set.Key.Types.Length];
        for (int i = 0, narrow = 0; i < parts.Length; i++)
        {
            parts[i] = i == wide
                ? NftWords.Text(set.Key.Types[i], Wide)
                : NftWords.Text(set.Key.Types[i], narrow++ == 0 ? Widen(First) : Widen(Second));
        }

        return string.Join(" . ", parts) + (set.IsMap ? $" : {Value}" : "");
    }

    private static Interval<UInt128> Widen(Interval<ushort> range) => new(range.From, range.To);
}
