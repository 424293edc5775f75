using CsCheck;
using ZtSegment.Flows.GoingLive;
using ZtSegment.Flows.Tests.Plan;
using static ZtSegment.Flows.Tests.Declared;

namespace ZtSegment.Flows.Tests.GoingLive;

public sealed class MixedFlowsTests
{
    private static readonly string Workloads = Linux("a", "10.0.1.1") + Linux("b", "10.0.2.1") + Linux("c", "10.0.3.1");

    [Fact]
    public void An_end_that_opens_to_addresses_waits_for_an_old_end_that_may_still_reach_everything()
    {
        var moving = Moving(
            Policy("out", "{ workload: a }", "{ cidr: 0.0.0.0/0 }", "any"),
            Policy("in", "{ cidr: 10.0.0.0/8 }", "{ workload: b }", "443/tcp"));

        Assert.Equal([0], moving.Flows.WaitsFor(1).AsEnumerable());
        Assert.Equal([1], moving.Flows.Rows);
    }

    [Fact]
    public void An_end_that_may_reach_everything_waits_for_an_old_end_that_is_still_open()
    {
        var moving = Moving(
            Policy("in", "{ cidr: 10.0.0.0/8 }", "{ workload: b }", "443/tcp"),
            Policy("out", "{ workload: a }", "{ cidr: 0.0.0.0/0 }", "any"));

        Assert.Equal([1], moving.Flows.WaitsFor(0).AsEnumerable());
        Assert.Equal([0], moving.Flows.Rows);
    }

    [Fact]
    public void Where_old_and_new_allow_the_flow_nobody_waits() => Assert.Empty(Moving(
        Policy("both", "{ workload: a }", "{ workload: b }", "443/tcp"),
        Policy("both", "{ workload: a }", "{ workload: b }", "443/tcp") + Policy("more", "{ workload: c }", "{ workload: b }", "22/tcp")).Flows.Rows);

    [Fact]
    public void What_old_and_new_have_in_common_is_of_the_new_policies()
    {
        var move = Moving(
            Policy("wide", "{ cidr: 10.0.0.0/8 }", "{ workload: b }", "80/tcp, 443/tcp"),
            Policy("narrow", "{ cidr: 10.0.1.0/24 }", "{ workload: b }", "443/tcp, 8443/tcp")).Moves[1];

        var rule = Assert.Single(move.Common.Program.Ingress);
        Assert.Equal(("narrow", "443/tcp"), (rule.Policy.Name, $"{rule.Ports}"));
        Assert.Equal("10.0.1.0/24", $"{Assert.Single(rule.Remote.NetsV4) switch { var net => new Language.Cidr(new(Language.IpFamily.V4, net.From), 24) }}");
        Assert.True(move is { Loses: true, Gains: true });
    }

    [Fact]
    public void A_workload_that_only_opens_loses_nothing()
    {
        var move = Moving("", Policy("in", "{ cidr: 10.0.0.0/8 }", "{ workload: b }", "443/tcp")).Moves[1];

        Assert.True(move is { Loses: false, Gains: true });
    }

    [Fact]
    public void Exactly_those_wait_whose_gain_an_old_end_would_make_a_flow_of() => EstatePair.Any.Where(HaveAddressesOfTheirOwn).Sample(pair =>
    {
        var moving = new MovingEstate(pair);
        Assert.Equal(
            moving.Mixed.Distinct().Order(),
            moving.Flows.Rows.SelectMany(row => moving.Flows.WaitsFor(row).Select(loser => (row, loser))).Order());
    }, iter: 60);

    [Fact]
    public void In_any_order_no_packet_passes_that_neither_estate_allows() => EstatePair.Any
        .SelectMany(pair => Gen.Int[0, 999].Array[40].Select(choices => (pair, choices)))
        .Sample((pair, choices) =>
        {
            var moving = new MovingEstate(pair);
            var stages = new Stage[moving.Moves.Count];
            foreach (var choice in choices)
            {
                var steps = moving.Steps(stages).ToList();
                if (steps.Count == 0)
                    break;
                var (row, to) = steps[choice % steps.Count];
                stages[row] = to;
                Assert.False(moving.IsOpen(stages));
            }

            Assert.All(stages, stage => Assert.Equal(Stage.New, stage));
        }, iter: 60);

    [Fact]
    public void In_common_is_exactly_what_both_let_through() => EstatePair.Any.Sample(pair =>
    {
        var moving = new MovingEstate(pair);
        Assert.All(moving.Moves, move => Assert.True(moving.IsCommon(move)));
    }, iter: 20);

    [Fact]
    public void A_point_loses_if_some_packet_passes_no_more() => EstatePair.Any.Sample(pair =>
    {
        var moving = new MovingEstate(pair);
        Assert.All(moving.Moves, move => Assert.Equal(
            (moving.PassesMore(move.Old, move.New), moving.PassesMore(move.New, move.Old)), (move.Loses, move.Gains)));
    }, iter: 20);

    [Fact]
    public void A_service_tag_may_hold_any_address()
    {
        var group = Document("AddressGroup", "storage", "{ serviceTag: Storage.WestEurope, cidrs: [192.0.2.0/24] }");
        var old = Compiled(Azure("a", "10.0.1.1") + Linux("b", "10.0.2.1") + group + Policy("out", "{ workload: a }", "{ addressGroup: storage }", "443/tcp"));
        var next = Compiled(Azure("a", "10.0.1.1") + Linux("b", "10.0.2.1") + group + Policy("in", "{ cidr: 10.0.0.0/8 }", "{ workload: b }", "443/tcp"));
        var (a, b) = (Move(old, next, "a", goesByTags: true), Move(old, next, "b", goesByTags: false));

        Assert.Equal([a.Row], MixedFlows.Of([a, b]).WaitsFor(b.Row).AsEnumerable());
        Assert.Empty(a.Common.Program.Egress);
        Assert.Empty(MixedFlows.Of([a with { GoesByTags = false }, b]).Rows);
    }

    private static PointMove Move(Compilation old, Compilation next, string workload, bool goesByTags) =>
        new(old.Binder.RowOf(workload), MovingEstate.RulesOf(old, workload), MovingEstate.RulesOf(next, workload), goesByTags);

    private static bool HaveAddressesOfTheirOwn(EstatePair pair) =>
        pair.Old.Intent.Workloads.Concat(pair.New.Intent.Workloads).All(w => w.VirtualAddresses.IsEmpty);

    private static MovingEstate Moving(string before, string after) => new(Compiled(Workloads + before), Compiled(Workloads + after));
}
