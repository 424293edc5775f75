namespace ZtSegment.Azure.Rendering;

/// <summary>Priorities of allow rules: a rule keeps the one that it has, a new one takes the first free one from where its name hashes to.</summary>
/// <remarks>
/// All rules of the band allow, so their order means nothing: an edit moves no priority but those of the rules that it adds.
/// From nothing the outcome depends on the names alone, not on the order in which they come.
/// </remarks>
public static class StickyPriorities
{
    /// <summary>Below it is room for others' rules, and above it for those that pass what is observed and the final denial.</summary>
    public const int First = 1_000;

    public const int Last = 3_999;

    private const int Count = Last - First + 1;

    /// <param name="names">Of one direction, distinct; at most as many as the band has priorities.</param>
    /// <param name="previous">Priorities by rule name, of any rules.</param>
    public static Dictionary<string, int> Assign(IEnumerable<string> names, IReadOnlyDictionary<string, int> previous)
    {
        var assigned = new Dictionary<string, int>(StringComparer.Ordinal);
        var taken = new bool[Count];
        var fresh = new List<string>();
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            if (previous.TryGetValue(name, out var kept) && kept is >= First and <= Last && !taken[kept - First])
            {
                assigned[name] = kept;
                taken[kept - First] = true;
            }
            else
            {
                fresh.Add(name);
            }
        }

        foreach (var name in fresh)
        {
            var slot = (int)(HashOf(name) % Count);
            while (taken[slot])
                slot = (slot + 1) % Count;
            taken[slot] = true;
            assigned[name] = First + slot;
        }

        return assigned;
    }

    /// <summary>FNV-1a, 32 bits: the same in every process.</summary>
    private static uint HashOf(string name)
    {
        var hash = 2166136261;
        foreach (var c in name)
            hash = (hash ^ c) * 16777619;
        return hash;
    }
}
