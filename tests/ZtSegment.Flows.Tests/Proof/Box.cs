using System.Collections.Immutable;
using CsCheck;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Flows.Tests.Proof;

/// <summary>A product of one interval set per level: the plain model that diagrams are compared with.</summary>
public sealed record Box(IntervalSet<UInt128> First, IntervalSet<UInt128> Second, IntervalSet<UInt128> Third)
{
    public bool Contains(ReadOnlySpan<UInt128> packet) =>
        First.Contains(packet[0]) && Second.Contains(packet[1]) && Third.Contains(packet[2]);

    public override string ToString() => $"({First} x {Second} x {Third})";
}

/// <summary>Lists of boxes over a space small enough to try every packet, and the ways to build their union.</summary>
public static class Boxes
{
    private static readonly UInt128[] Maxima = [15, 5, 7];

    /// <summary>Every packet of the space.</summary>
    public static ImmutableArray<UInt128[]> Packets { get; } =
    [
        .. from first in Enumerable.Range(0, 16)
           from second in Enumerable.Range(0, 6)
           from third in Enumerable.Range(0, 8)
           select new UInt128[] { (UInt128)first, (UInt128)second, (UInt128)third },
    ];

    /// <summary>Up to eight boxes.</summary>
    public static Gen<Box[]> Any { get; } =
        Gen.Select(Values(15), Values(5), Values(7), (a, b, c) => new Box(a, b, c)).Array[0, 8];

    public static IntervalDiagram NewDiagram(int budget = IntervalDiagram.DefaultBudget) => new(Maxima, budget);

    public static bool Contain(this Box[] boxes, UInt128[] packet) => boxes.Any(b => b.Contains(packet));

    /// <summary>The union of all boxes in one sweep per level.</summary>
    public static int Sweep(this IntervalDiagram diagram, Box[] boxes) => diagram.UnionOf(0, boxes
        .Select(b => (b.First, diagram.UnionOf(1, [(b.Second, diagram.UnionOf(2, [(b.Third, IntervalDiagram.All)]))])))
        .ToArray());

    /// <summary>The union of boxes one by one, each box interval by interval.</summary>
    public static int Fold(this IntervalDiagram diagram, IEnumerable<Box> boxes)
    {
        var cells =
            from box in boxes
            from first in box.First.ToImmutableArray()
            from second in box.Second.ToImmutableArray()
            from third in box.Third.ToImmutableArray()
            select diagram.Of(0, first.From, first.To,
                diagram.Of(1, second.From, second.To, diagram.Of(2, third.From, third.To, IntervalDiagram.All)));
        return cells.Aggregate(IntervalDiagram.Empty, diagram.Union);
    }

    /// <summary>What is left of everything after each box is taken away, complemented.</summary>
    public static int ByTakingAway(this IntervalDiagram diagram, Box[] boxes) => diagram.Complement(
        boxes.Aggregate(IntervalDiagram.All, (rest, box) => diagram.Subtract(rest, diagram.Sweep([box]))));

    private static Gen<IntervalSet<UInt128>> Values(int maximum) => Gen.Int[0, maximum]
        .Select(Gen.Int[0, maximum], (a, b) => new Interval<UInt128>((UInt128)Math.Min(a, b), (UInt128)Math.Max(a, b)))
        .Array[0, 3]
        .Select(intervals => IntervalSet<UInt128>.From(intervals));
}
