using ZtSegment.Language;

namespace ZtSegment.Linux.Rendering;

/// <summary>
/// Elements of prefixes that are met stretch by stretch in ascending order: stretches that go on alike are one element, up to where their
/// policy declares the next prefix.
/// </summary>
internal sealed class GrowingNets(Action<ElementKey, Interval<UInt128>> grown)
{
    private readonly HashSet<(uint Id, UInt128 From)> declared = [];
    private readonly Dictionary<ElementKey, Interval<UInt128>> growing = [];

    /// <summary>A prefix that starts here was declared by the policy of that id.</summary>
    public void Declare(uint id, UInt128 from) => declared.Add((id, from));

    public void Add(ElementKey key, Interval<UInt128> stretch)
    {
        var isGrowing = growing.TryGetValue(key, out var before);
        if (isGrowing && before.To + 1 == stretch.From && !declared.Contains((key.Id, stretch.From)))
        {
            growing[key] = before with { To = stretch.To };
            return;
        }

        if (isGrowing)
            grown(key, before);
        growing[key] = stretch;
    }

    /// <summary>Hands on what still grew.</summary>
    public void Finish()
    {
        foreach (var (key, stretch) in growing)
            grown(key, stretch);
        growing.Clear();
    }
}
