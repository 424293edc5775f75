namespace ZtSegment.Language.Loading;

/// <summary>The keys of one mapping: mostly few, but never slow.</summary>
internal struct KeySet
{
    private const int Few = 8;

    private List<string>? few;
    private HashSet<string>? many;

    /// <summary>False where the key is in the set already.</summary>
    public bool Add(string key)
    {
        if (many is not null)
            return many.Add(key);
        few ??= new List<string>(4);
        foreach (var known in few)
        {
            if (known == key)
                return false;
        }

        few.Add(key);
        if (few.Count > Few)
            many = new HashSet<string>(few, StringComparer.Ordinal);
        return true;
    }
}
