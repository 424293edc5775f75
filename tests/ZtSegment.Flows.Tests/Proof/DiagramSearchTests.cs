using CsCheck;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Flows.Tests.Proof;

public sealed class DiagramSearchTests
{
    [Fact]
    public void A_packet_is_found_exactly_where_there_is_one() => Boxes.Any.Sample(boxes =>
    {
        var diagram = Boxes.NewDiagram();
        var packet = new UInt128[3];
        var found = diagram.TryFind(diagram.Sweep(boxes), [], packet);
        return found ? boxes.Contain(packet) : !Boxes.Packets.Any(boxes.Contain);
    }, iter: 1_000);

    [Fact]
    public void The_first_preferred_value_that_leads_to_a_packet_is_taken() => Boxes.Any.Select(Gen.Int[0, 20].Array[0, 4]).Sample((boxes, values) =>
    {
        var diagram = Boxes.NewDiagram();
        var preferred = values.Select(v => (UInt128)v).ToArray();
        var packet = new UInt128[3];
        var reachable = preferred.Where(v => Boxes.Packets.Any(p => p[0] == v && boxes.Contain(p))).ToArray();
        return !diagram.TryFind(diagram.Sweep(boxes), [preferred], packet)
            || (boxes.Contain(packet) && (reachable.Length == 0 || packet[0] == reachable[0]));
    }, iter: 1_000);

    [Fact]
    public void Preferred_values_are_taken_at_every_level()
    {
        var space = new PacketSpace(IpFamily.V4);
        var packet = new UInt128[3];

        space.Diagram.TryFind(IntervalDiagram.All, [[6], [Address.Parse("10.0.0.7").Value], [443]], packet);

        Assert.Equal([6, Address.Parse("10.0.0.7").Value, 443], packet);
    }

    [Fact]
    public void Lowest_packet_is_found_where_nothing_is_preferred()
    {
        var space = new PacketSpace(IpFamily.V4);
        var packet = new UInt128[3];

        space.Diagram.TryFind(space.Box(new(100, 200), new(6, 17), new(53, 80)), [[], [99, 201], []], packet);

        Assert.Equal([6, 100, 53], packet);
    }

    [Fact]
    public void Digests_are_equal_exactly_for_equal_sets_of_any_store() => Boxes.Any.Select(Boxes.Any).Sample((left, right) =>
    {
        var (one, other) = (Boxes.NewDiagram(), Boxes.NewDiagram());
        var digest = one.Digest(one.Sweep(left));
        var areEqual = Boxes.Packets.All(p => left.Contain(p) == right.Contain(p));
        return digest.SequenceEqual(other.Digest(other.Fold(left.Reverse())))
            && digest.SequenceEqual(other.Digest(other.Sweep(right))) == areEqual;
    }, iter: 1_000);

    [Fact]
    public void Going_over_the_budget_of_nodes_is_an_exception_and_no_answer()
    {
        var diagram = Boxes.NewDiagram(budget: 4);

        var fifth = () => Enumerable.Range(0, 7).Select(v => diagram.Of(2, (UInt128)v, (UInt128)v, IntervalDiagram.All)).ToArray();

        Assert.Throws<ProofBudgetExceededException>(fifth);
    }

    [Fact]
    public void A_cancelled_proof_stops()
    {
        using var cancelled = new CancellationTokenSource();
        var space = new PacketSpace(IpFamily.V4, cancellation: cancelled.Token);
        cancelled.Cancel();

        var work = () => Enumerable.Range(0, 5_000).Select(i => space.Box(new(1, 1), new(6, 6), new((ushort)i, (ushort)i))).ToArray();

        Assert.Throws<OperationCanceledException>(work);
    }
}
