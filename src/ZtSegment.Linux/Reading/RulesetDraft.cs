using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace ZtSegment.Linux.Reading;

/// <summary>Our table while it is read: what is declared again adds to what is there.</summary>
internal sealed class RulesetDraft
{
    public const string Family = "inet";
    public const string Table = "ztsegment";

    private Dictionary<string, ChainDraft> chains = new(StringComparer.Ordinal);
    private Dictionary<string, SetDraft> sets = new(StringComparer.Ordinal);

    /// <summary>Whether the table was deleted before anything was put into it.</summary>
    public bool StartsClean { get; set; }

    public void DeleteTable()
    {
        chains = new(StringComparer.Ordinal);
        sets = new(StringComparer.Ordinal);
        StartsClean = true;
    }

    public ChainDraft Chain(string name)
    {
        if (!chains.TryGetValue(name, out var chain))
            chains[name] = chain = new ChainDraft();
        return chain;
    }

    public SetDraft? FindSet(string name) => sets.GetValueOrDefault(name);

    /// <param name="ends">Timeout of elements that have none of their own.</param>
    public SetDraft DeclareSet(string name, NftKey key, bool isMap, bool isInterval, TimeSpan ends)
    {
        if (!key.IsModelled)
            throw new NftProblemException($"the key of set `{name}` joins more than is modelled");
        if (!sets.TryGetValue(name, out var set))
            return sets[name] = new SetDraft(key, isMap, isInterval, ends);
        return set.Key.Equals(key) && set.IsMap == isMap && set.IsInterval == isInterval && set.Ends == ends
            ? set
            : throw new NftProblemException($"set `{name}` is declared twice, and differently");
    }

    public NftRuleset Finish() => new(
        chains.ToDictionary(c => c.Key, c => new NftChain(c.Key, c.Value.Base, [.. c.Value.Rules]), StringComparer.Ordinal),
        sets.ToDictionary(s => s.Key, s => new NftSet(s.Key, s.Value.Key, s.Value.IsMap, s.Value.Finish()), StringComparer.Ordinal),
        StartsClean);
}

internal sealed class ChainDraft
{
    public NftBase? Base { get; private set; }

    public List<NftRule> Rules { get; } = [];

    public void HangOn(NftBase at)
    {
        if (Base is not null && Base != at)
            throw new NftProblemException("a base chain is declared twice with different hooks");
        Base = at;
    }
}

/// <param name="Ends">Timeout of elements that have none of their own.</param>
internal sealed record SetDraft(NftKey Key, bool IsMap, bool IsInterval, TimeSpan Ends)
{
    private NftElement[] elements = [];
    private int count;

    /// <summary>Grows in rented memory: rulesets of a large estate have millions of elements.</summary>
    public void Add(in NftElement element)
    {
        if (count == elements.Length)
        {
            var larger = ArrayPool<NftElement>.Shared.Rent(Math.Max(64, count * 2));
            elements.AsSpan(0, count).CopyTo(larger);
            GiveBack();
            elements = larger;
        }

        elements[count++] = element;
    }

    /// <summary>The elements that were added; the draft has none then.</summary>
    public ImmutableArray<NftElement> Finish()
    {
        var own = GC.AllocateUninitializedArray<NftElement>(count);
        elements.AsSpan(0, count).CopyTo(own);
        GiveBack();
        (elements, count) = ([], 0);
        return ImmutableCollectionsMarshal.AsImmutableArray(own);
    }

    private void GiveBack()
    {
        if (elements.Length > 0)
            ArrayPool<NftElement>.Shared.Return(elements);
    }
}
