using CsCheck;
using ZtSegment.Flows.Tests.RandomEstates;

namespace ZtSegment.Flows.Tests.Incremental;

/// <summary>The engine that takes changes against a fresh compile of where they lead.</summary>
public sealed class EngineEqualsCompilerTests
{
    private static readonly Gen<(RandomEstate Estate, RandomChange[] Changes)> Walks = Gen
        .Frequency((1, RandomEstate.Any), (2, RandomEstate.Guarded))
        .SelectMany(estate => RandomChange.Of(estate).Array[1, 12].Select(changes => (estate, changes)));

    [Fact]
    public void Any_sequence_of_changes_ends_in_what_a_fresh_compile_gives() => Walks.Sample((estate, changes) =>
    {
        var changed = new ChangedEstate(estate);
        foreach (var change in changes)
        {
            changed.Make(change);
            Assert.Equal(CompilationText.Of(changed.Fresh), CompilationText.Of(changed.Compilation));
        }
    }, iter: 2_000, print: Print);

    [Fact]
    public void Deltas_are_exact_and_add_up_to_the_next_state() => Walks.Sample((estate, changes) =>
    {
        var changed = new ChangedEstate(estate);
        foreach (var change in changes)
        {
            changed.Make(change);
            changed.AssertDeltasAddUp();
            changed.AssertRowsReadAlike();
        }
    }, iter: 2_000, print: Print);

    [Fact]
    public void What_is_held_does_not_grow_with_changes() => Walks.Sample((estate, changes) =>
    {
        var changed = new ChangedEstate(estate);
        foreach (var change in changes)
            changed.Make(change);
        Assert.Equal(changed.FreshEngine.Size, changed.Engine.Size);
    }, iter: 1_000, print: Print);

    [Fact]
    public void A_compilation_that_was_given_out_stays_as_it_was() => Walks.Sample((estate, changes) =>
    {
        var changed = new ChangedEstate(estate);
        var (before, text) = (changed.Compilation, CompilationText.Of(changed.Compilation));
        foreach (var change in changes)
            changed.Make(change);
        Assert.Equal(text, CompilationText.Of(before));
    }, iter: 500, print: Print);

    private static string Print((RandomEstate Estate, RandomChange[] Changes) walk) => $"{walk.Estate}\n{string.Join("\n", walk.Changes.AsEnumerable())}";
}
