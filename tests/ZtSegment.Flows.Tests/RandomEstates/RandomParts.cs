using System.Collections.Immutable;
using CsCheck;
using ZtSegment.Language;

namespace ZtSegment.Flows.Tests.RandomEstates;

/// <summary>Small parts that several kinds of documents are made of.</summary>
internal static class RandomParts
{
    public static Gen<T> OneOf<T>(ImmutableArray<T> values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    /// <summary>Distinct values in random order.</summary>
    public static Gen<ImmutableArray<T>> SomeOf<T>(ImmutableArray<T> values, int least, int most) =>
        Gen.Shuffle(values.ToArray(), least, most).Select(some => some.ToImmutableArray());

    /// <summary>True in so many of a hundred cases.</summary>
    public static Gen<bool> Percent(int chance) => Gen.Int[0, 99].Select(n => n >= 100 - chance);

    public static Gen<LabelSet> Labels(int chanceOfEach) => Percent(chanceOfEach)
        .Select(OneOf(SmallWorld.LabelValues), (isThere, value) => isThere ? value : null)
        .Array[SmallWorld.LabelKeys.Length]
        .Select(values => new LabelSet(
            from label in SmallWorld.LabelKeys.Zip(values)
            where label.Second is not null
            select KeyValuePair.Create(label.First, label.Second!)));

    public static Gen<Selector> AnySelector { get; } = Gen.Frequency(
        (2, Gen.Const(Selector.Everything)),
        (9, Operator
            .Select(OneOf(SmallWorld.LabelKeys), SomeOf(SmallWorld.SelectorValues, 1, 2), Requirement)
            .Array[1, 2]
            .Select(requirements => new Selector(requirements))));

    private static Gen<LabelOperator> Operator => OneOf<LabelOperator>(
        [LabelOperator.In, LabelOperator.In, LabelOperator.In, LabelOperator.Exists, LabelOperator.NotIn, LabelOperator.DoesNotExist]);

    public static DocumentHeader Header(string name, LabelSet labels = default) => new(name, default, labels, LabelSet.Empty);

    private static LabelRequirement Requirement(LabelOperator @operator, string key, ImmutableArray<string> values) =>
        new(key, @operator, @operator is LabelOperator.In or LabelOperator.NotIn ? values : []);
}
