using CsCheck;
using ZtSegment.Azure.Rendering;

namespace ZtSegment.Azure.Tests.Rendering;

public sealed class StickyPrioritiesTests
{
    private static readonly Dictionary<string, int> None = [];

    [Fact]
    public void Five_thousand_random_edits_move_no_priority()
    {
        var random = new Random(5);
        var live = Enumerable.Range(0, 900).Select(i => $"zt-in-policy-{i}-01").ToList();
        var priorities = StickyPriorities.Assign(live, None);
        var moved = 0;
        for (var edit = 0; edit < 5_000; edit++)
        {
            if (live.Count > 850 && (live.Count > 950 || random.Next(2) == 0))
                live.RemoveAt(random.Next(live.Count));
            else
                live.Add($"zt-in-policy-{1_000 + edit}-01");
            var next = StickyPriorities.Assign(live, priorities);
            moved += next.Count(p => priorities.TryGetValue(p.Key, out var before) && before != p.Value);
            priorities = next;
        }

        Assert.Equal(0, moved);
    }

    [Fact]
    public void From_nothing_only_the_names_count_and_not_their_order() => Names.SelectMany(names => Gen.Shuffle(names).Select(other => (names, other))).Sample(
        (names, other) => StickyPriorities.Assign(names, None).OrderBy(p => p.Key).SequenceEqual(StickyPriorities.Assign(other, None).OrderBy(p => p.Key)), iter: 200);

    [Fact]
    public void Priorities_are_distinct_and_in_the_band() => Names.Sample(names =>
    {
        var priorities = StickyPriorities.Assign(names, None);
        return priorities.Values.Distinct().Count() == names.Length
            && priorities.Values.All(p => p is >= StickyPriorities.First and <= StickyPriorities.Last);
    }, iter: 200);

    [Theory]
    [InlineData(99)]
    [InlineData(4096)]
    public void A_previous_priority_outside_the_band_is_given_up(int previous)
    {
        var priority = StickyPriorities.Assign(["zt-in-a-01"], new Dictionary<string, int> { ["zt-in-a-01"] = previous })["zt-in-a-01"];

        Assert.InRange(priority, StickyPriorities.First, StickyPriorities.Last);
    }

    [Fact]
    public void Of_two_rules_with_one_previous_priority_the_lower_name_keeps_it()
    {
        var priorities = StickyPriorities.Assign(["zt-in-b-01", "zt-in-a-01"], new Dictionary<string, int> { ["zt-in-a-01"] = 1234, ["zt-in-b-01"] = 1234 });

        Assert.Equal(1234, priorities["zt-in-a-01"]);
        Assert.NotEqual(1234, priorities["zt-in-b-01"]);
    }

    private static Gen<string[]> Names { get; } = Gen.Int[0, 5_000].HashSet[1, 1_000].Select(all => all.Select(n => $"zt-out-p{n}-01").ToArray());
}
