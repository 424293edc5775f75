using System.Collections.Immutable;

namespace ZtSegment.Controller.Api;

/// <summary>Which part of a list is asked for: what comes after the one that <c>after</c> names, at most <c>limit</c>.</summary>
/// <remarks>A list that changes meanwhile is still read without a gap: what was there all along is told exactly once.</remarks>
/// <param name="Limit">1 to <see cref="Most"/>; <see cref="Usual"/> where none is named.</param>
internal readonly record struct Paging(int Limit, string? After)
{
    public const int Usual = 100;
    public const int Most = 1000;

    /// <exception cref="InvalidRequestException">The limit is out of range.</exception>
    public static Paging Of(int? limit, string? after) => limit is null or (>= 1 and <= Most)
        ? new Paging(limit ?? Usual, after)
        : throw new InvalidRequestException($"limit is {limit}: it is from 1 to {Most}");

    /// <param name="sorted">By key, in ordinal order.</param>
    /// <returns>The page, and what to name as <c>after</c> for the next one; null: there is none.</returns>
    public (ImmutableArray<T> Items, string? Next) Page<T>(IEnumerable<T> sorted, Func<T, string> key)
    {
        var after = After;
        var items = sorted.Where(item => after is null || string.CompareOrdinal(key(item), after) > 0).Take(Limit + 1).ToImmutableArray();
        return items.Length > Limit ? (items[..Limit], key(items[Limit - 1])) : (items, null);
    }
}
