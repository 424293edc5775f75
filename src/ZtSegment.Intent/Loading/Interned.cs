namespace ZtSegment.Language.Loading;

/// <summary>One object for equal values: an estate has far more labels and ports than different ones.</summary>
internal sealed class Interned
{
    private readonly Dictionary<string, string> texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ProtocolPorts> ports = new(StringComparer.Ordinal);
    private readonly Dictionary<LabelSet, LabelSet> labelSets = [];

    public string Text(string text)
    {
        if (texts.TryGetValue(text, out var known))
            return known;
        texts.Add(text, text);
        return text;
    }

    public LabelSet Labels(LabelSet labels)
    {
        if (labelSets.TryGetValue(labels, out var known))
            return known;
        labelSets.Add(labels, labels);
        return labels;
    }

    public ProtocolPorts? Ports(string text) => ports.GetValueOrDefault(text);

    public void Keep(string text, ProtocolPorts value) => ports.TryAdd(text, value);
}
