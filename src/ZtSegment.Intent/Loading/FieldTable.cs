namespace ZtSegment.Language.Loading;

/// <summary>The fields that one kind of mapping may have.</summary>
/// <param name="owner">As messages call the mapping: "the spec of a Workload".</param>
internal sealed class FieldTable(string owner, params string[] fields)
{
    public string Owner => owner;

    public IReadOnlyList<string> Fields => fields;

    public string this[int field] => fields[field];

    /// <summary>-1 for an unknown field.</summary>
    public int IndexOf(string key)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            if (fields[i] == key)
                return i;
        }

        return -1;
    }
}
