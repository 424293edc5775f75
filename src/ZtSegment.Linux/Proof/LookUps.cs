using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;
using ZtSegment.Linux.Reading;

namespace ZtSegment.Linux.Proof;

/// <summary>The matches and map look-ups of one ruleset as sets of the packets of one view. Remembers what does not change with time.</summary>
/// <param name="ownSets">Null, or the only sets that local addresses may be looked up in, and nothing else in them.</param>
internal sealed class LookUps(NftRuleset ruleset, PacketView view, PacketSpace space, ElementDiagrams diagrams, IReadOnlySet<string>? ownSets)
{
    private readonly Dictionary<NftMatch, int> untimed = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<NftMarkFromMap, int> wholeMaps = new(ReferenceEqualityComparer.Instance);

    /// <summary>The moment, counted as the elements' timeouts are.</summary>
    public TimeSpan At { get; set; }

    /// <summary>The packets of the view that go on after the match.</summary>
    public int Of(NftMatch match)
    {
        var set = SetOf(match);
        if (set.IsTimed)
            return Build(match, set);
        if (!untimed.TryGetValue(match, out var node))
            untimed[match] = node = Build(match, set);
        return node;
    }

    private int Build(NftMatch match, NftSet set)
    {
        CheckLocal(match.Key, match.SetName);
        return match.Key.Length == 1 ? OfField(match.Key[0], match.IsNegated, set) : OfJoined(match, set);
    }

    /// <summary>The packets for which the map has a mark: any, or one of these.</summary>
    public int OfMap(NftMarkFromMap look, Func<uint, bool>? marks)
    {
        var map = Named(look.Map);
        CheckLocal(look.Key, look.Map);
        if (!map.IsMap || !map.Key.Equals(KeyOf(look.Key)))
            throw new UnprovableException($"`{look.Map}` is no map of what is looked up in it");
        if (look.Key.Contains(NftField.ConntrackMark))
            throw new UnprovableException("a mark that is looked up by itself is not modelled");
        if (map.IsTimed || !wholeMaps.TryGetValue(look, out var all))
            wholeMaps[look] = all = OfElements(look.Key, map, null, "");
        if (marks is null || all == IntervalDiagram.Empty || map.Marks.All(marks))
            return all;
        var passing = map.Marks.Where(marks).ToHashSet();
        return OfElements(look.Key, map, passing, $"of {string.Join(' ', passing)}");
    }

    /// <summary>Which marks are in the set that a match of <c>ct mark</c> names.</summary>
    public Func<uint, bool> MarksOf(NftMatch match)
    {
        var set = SetOf(match);
        if (set.Key.Types is not [NftType.Mark])
            throw new UnprovableException($"`{set.Name}` holds no marks");
        var there = Present(set);
        return mark => there.Contains(mark) != match.IsNegated;
    }

    private void CheckLocal(ImmutableArray<NftField> key, string? set)
    {
        if (ownSets is null)
            return;
        var isOwn = set is not null && ownSets.Contains(set);
        var isLocal = key.Any(field => view.FieldOf(field) == PacketField.LocalAddress);
        if (isOwn && !isLocal && key.All(field => view.FieldOf(field) is null))
            return;
        if (isOwn != isLocal || (isOwn && key.Length > 1))
            throw new UnprovableException("the program is not the same for all hosts that have it");
    }

    private int OfField(NftField field, bool isNegated, NftSet set)
    {
        if (set.IsMap || !set.Key.Equals(KeyOf([field])))
            throw new UnprovableException($"`{set.Name}` holds nothing that could be matched with it");
        var values = Present(set);
        var largest = NftFields.Largest(NftFields.TypeOf(field));
        if (isNegated)
            values = IntervalSet<UInt128>.Of(new Interval<UInt128>(0, largest)).Subtract(values);
        if (field == NftField.Family)
            return values.Contains(view.Family == IpFamily.V4 ? 2u : 10u) ? IntervalDiagram.All : IntervalDiagram.Empty;
        return view.FieldOf(field) is { } of
            ? PacketView.Box(space, [.. view.NeededBy(field), (of, view.ValuesOf(field, values))])
            : IntervalDiagram.Empty;
    }

    /// <summary>The values of a set of one field now.</summary>
    private IntervalSet<UInt128> Present(NftSet set)
    {
        if (set.HasMixedEnds)
            throw new UnprovableException($"elements of `{set.Name ?? "a set"}` overlap and end at different times");
        space.Diagram.ThrowIfCancelled();
        return set.Present(At);
    }

    private int OfJoined(NftMatch match, NftSet set)
    {
        if (set.IsMap || !set.Key.Equals(KeyOf(match.Key)))
            throw new UnprovableException($"`{set.Name}` holds nothing that could be matched with it");
        var there = OfElements(match.Key, set, null, "");
        return match.IsNegated ? space.Diagram.Subtract(Needed(match.Key), there) : there;
    }

    private int OfElements(ImmutableArray<NftField> key, NftSet set, HashSet<uint>? marks, string which)
    {
        var fields = new List<PacketField>();
        foreach (var field in key)
        {
            if (field == NftField.Family || NftFields.TypeOf(field) is NftType.ConntrackState or NftType.ConntrackDirection or NftType.Mark)
                throw new UnprovableException($"a key that joins {field} is not modelled");
            if (view.FieldOf(field) is not { } of)
                return IntervalDiagram.Empty;
            fields.Add(of);
        }

        if (fields.Distinct().Count() < fields.Count)
            throw new UnprovableException("a key that joins one field twice is not modelled");
        var isTimed = set.IsTimed;
        Func<NftElement, bool>? counts = isTimed || marks is not null ? e => e.IsThere(At) && (marks is null || marks.Contains(e.Value)) : null;
        var there = diagrams.Of(set, fields, isTimed ? $"{which} at {At}" : which, counts);
        return space.Diagram.Intersect(Needed(key), there);
    }

    private int Needed(ImmutableArray<NftField> key) => key.Any(f => view.FieldOf(f) is null)
        ? IntervalDiagram.Empty
        : PacketView.Box(space, [.. key.SelectMany(field => view.NeededBy(field))]);

    private NftSet SetOf(NftMatch match) => match.Set ?? Named(match.SetName!);

    private NftSet Named(string name) =>
        ruleset.Sets.GetValueOrDefault(name) ?? throw new UnprovableException($"set `{name}` is not declared");

    private static NftKey KeyOf(ImmutableArray<NftField> key) =>
        new(ImmutableCollectionsMarshal.AsImmutableArray(key.Select(NftFields.TypeOf).ToArray()));
}
