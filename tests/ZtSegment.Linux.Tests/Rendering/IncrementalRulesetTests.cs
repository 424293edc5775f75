using CsCheck;
using ZtSegment.Flows;
using ZtSegment.Flows.Tests.Incremental;
using ZtSegment.Flows.Tests.RandomEstates;
using ZtSegment.Linux.Rendering;

namespace ZtSegment.Linux.Tests.Rendering;

/// <summary>What hosts get after changes, byte for byte.</summary>
public sealed class IncrementalRulesetTests
{
    [Fact]
    public void After_any_changes_rulesets_are_those_of_a_fresh_compile() => RandomEstate.Any
        .SelectMany(estate => RandomChange.Of(estate).Array[1, 10].Select(changes => (estate, changes)))
        .Sample((estate, changes) =>
        {
            var changed = new ChangedEstate(estate);
            foreach (var change in changes)
                changed.Tell(change);
            Assert.Equal(Rulesets(changed.Fresh), Rulesets(changed.Compilation));
        }, iter: 300);

    [Fact]
    public void Rulesets_of_points_that_a_delta_does_not_name_stay_as_they_are() => RandomEstate.Any
        .SelectMany(estate => RandomChange.Of(estate).Where(c => c is not OtherTime).Array[1, 6].Select(changes => (estate, changes)))
        .Sample((estate, changes) =>
        {
            var changed = new ChangedEstate(estate);
            foreach (var change in changes)
            {
                var before = Rulesets(changed.Compilation);
                var delta = changed.Tell(change);
                var named = delta.Programs.Select(p => p.Class).ToHashSet();
                var moved = delta.Moves.Select(m => m.Row).Concat(delta.Readdressed).ToHashSet();
                var untouched = changed.Compilation.LinuxRows.Where(row => !moved.Contains(row) && !named.Contains(changed.Compilation.ClassOf[row].Number));
                var after = Rulesets(changed.Compilation);
                Assert.All(untouched, row => Assert.Equal(before[row], after[row]));
            }
        }, iter: 300);

    private static Dictionary<int, string> Rulesets(Compilation compilation)
    {
        var renderer = new NftRenderer(compilation);
        return compilation.LinuxRows.ToDictionary(row => row, renderer.RenderHost);
    }
}
