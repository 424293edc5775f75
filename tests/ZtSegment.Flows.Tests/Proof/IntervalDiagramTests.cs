using CsCheck;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Flows.Tests.Proof;

public sealed class IntervalDiagramTests
{
    [Fact]
    public void Diagram_holds_exactly_the_packets_of_its_boxes() => Boxes.Any.Sample(boxes =>
    {
        var diagram = Boxes.NewDiagram();
        var root = diagram.Sweep(boxes);
        return Boxes.Packets.All(p => diagram.Contains(root, p) == boxes.Contain(p));
    }, iter: 1_000);

    [Fact]
    public void Different_constructions_reach_the_same_root() =>
        Boxes.Any.SelectMany(boxes => Gen.Shuffle(boxes).Select(shuffled => (boxes, shuffled))).Sample(t =>
        {
            var diagram = Boxes.NewDiagram();
            var root = diagram.Sweep(t.boxes);
            return root == diagram.Fold(t.shuffled)
                && root == diagram.Sweep(t.shuffled)
                && root == diagram.ByTakingAway(t.shuffled)
                && root == diagram.Complement(diagram.Complement(root));
        }, iter: 1_000);

    [Fact]
    public void Set_operations_hold_packet_by_packet() => Boxes.Any.Select(Boxes.Any).Sample((left, right) =>
    {
        var diagram = Boxes.NewDiagram();
        var (a, b) = (diagram.Sweep(left), diagram.Sweep(right));
        var (union, both, rest, outside) = (diagram.Union(a, b), diagram.Intersect(a, b), diagram.Subtract(a, b), diagram.Complement(a));
        return Boxes.Packets.All(p =>
            diagram.Contains(union, p) == (left.Contain(p) || right.Contain(p))
            && diagram.Contains(both, p) == (left.Contain(p) && right.Contain(p))
            && diagram.Contains(rest, p) == (left.Contain(p) && !right.Contain(p))
            && diagram.Contains(outside, p) == !left.Contain(p));
    }, iter: 1_000);

    [Fact]
    public void Laws_of_sets_hold_as_equal_roots() => Boxes.Any.Select(Boxes.Any, Boxes.Any).Sample((x, y, z) =>
    {
        var diagram = Boxes.NewDiagram();
        var (a, b, c) = (diagram.Sweep(x), diagram.Sweep(y), diagram.Sweep(z));
        return diagram.Complement(diagram.Union(a, b)) == diagram.Intersect(diagram.Complement(a), diagram.Complement(b))
            && diagram.Complement(diagram.Intersect(a, b)) == diagram.Union(diagram.Complement(a), diagram.Complement(b))
            && diagram.Subtract(a, b) == diagram.Intersect(a, diagram.Complement(b))
            && diagram.Intersect(a, diagram.Union(b, c)) == diagram.Union(diagram.Intersect(a, b), diagram.Intersect(a, c))
            && diagram.Union(a, b) == diagram.Union(b, a)
            && diagram.Intersect(a, b) == diagram.Intersect(b, a);
    }, iter: 1_000);

    [Fact]
    public void Roots_are_equal_only_for_equal_sets() => Boxes.Any.Select(Boxes.Any).Sample((left, right) =>
    {
        var diagram = Boxes.NewDiagram();
        var areEqual = Boxes.Packets.All(p => left.Contain(p) == right.Contain(p));
        return diagram.Sweep(left) == diagram.Sweep(right) == areEqual;
    }, iter: 1_000);

    [Fact]
    public void Edges_are_sorted_disjoint_and_merged_with_like_neighbours() => Boxes.Any.Sample(boxes =>
    {
        var diagram = Boxes.NewDiagram();
        var edges = diagram.EdgesAt(diagram.Sweep(boxes), level: 0);
        return edges.Zip(edges.Skip(1)).All(pair =>
            pair.First.To < pair.Second.From && (pair.First.To + 1 < pair.Second.From || pair.First.Child != pair.Second.Child));
    }, iter: 1_000);

    [Fact]
    public void Everything_is_one_node_however_it_is_cut()
    {
        var diagram = Boxes.NewDiagram();

        var halves = diagram.UnionOf(0, [(Values(0, 8), IntervalDiagram.All), (Values(9, 15), IntervalDiagram.All)]);

        Assert.Equal(IntervalDiagram.All, halves);
    }

    [Fact]
    public void Last_address_of_IPv6_is_a_value_like_any_other()
    {
        var space = new PacketSpace(IpFamily.V6);
        var everywhere = IntervalSet<UInt128>.Of(new Interval<UInt128>(0, UInt128.MaxValue));

        var all = space.Of([(everywhere, ProtocolPorts.Any), (IntervalSet<UInt128>.Of(UInt128.MaxValue), ProtocolPorts.Any)]);

        Assert.Equal(IntervalDiagram.All, all);
        Assert.False(space.Contains(space.WithoutRemote(all, IntervalSet<UInt128>.Of(UInt128.MaxValue)), UInt128.MaxValue, 6, 1));
    }

    [Fact]
    public void Many_nodes_stay_unique_while_the_store_grows()
    {
        var space = new PacketSpace(IpFamily.V4);
        var first = Enumerable.Range(0, 20_000).Select(i => OnePort(space, i)).ToArray();
        var count = space.Diagram.Count;

        var again = Enumerable.Range(0, 20_000).Select(i => OnePort(space, i)).ToArray();

        Assert.Equal(first, again);
        Assert.Equal(count, space.Diagram.Count);
    }

    private static int OnePort(PacketSpace space, int port) => space.Of(ProtocolPorts.Of(Protocol.Tcp, PortSet.Of((ushort)port)));

    private static IntervalSet<UInt128> Values(UInt128 from, UInt128 to) => IntervalSet<UInt128>.Of(new Interval<UInt128>(from, to));
}
