using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>The keys of one <c>sameLabels</c>: sorted, distinct.</summary>
public sealed class LabelKeys(ImmutableArray<string> keys)
{
    public ImmutableArray<string> Keys { get; } = keys;

    /// <summary>The values of the keys as one text; null where one is missing.</summary>
    public string? ValuesOf(LabelSet labels)
    {
        if (Keys.Length == 1)
            return labels[Keys[0]];
        var values = new string[Keys.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if (labels[Keys[i]] is not { } value)
                return null;
            values[i] = value;
        }

        return string.Join('\n', values);
    }
}
