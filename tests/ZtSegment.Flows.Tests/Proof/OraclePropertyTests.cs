using CsCheck;
using ZtSegment.Flows.Proof;
using ZtSegment.Flows.Tests.RandomEstates;

namespace ZtSegment.Flows.Tests.Proof;

public sealed class OraclePropertyTests
{
    [Fact]
    public void Sets_and_single_packets_agree() => EstatesWithPackets.Sample((estate, packets) =>
    {
        var oracle = new Oracle(estate.Intent, estate.Facts, estate.Now);
        var spaces = new PacketSpaces();
        return packets.All(p => Holds(spaces, oracle.Evaluate(p.Workload, spaces), p)
            == oracle.Lets(p.Workload, p.Direction, p.Remote, p.Protocol, p.Port));
    }, iter: 2_000);

    [Fact]
    public void Sets_and_single_packets_of_management_agree() => EstatesWithPackets.Sample((estate, packets) =>
    {
        var oracle = new Oracle(estate.Intent, estate.Facts, estate.Now);
        var spaces = new PacketSpaces();
        return packets.All(p => Holds(spaces, oracle.EvaluateManagement(p.Workload, spaces), p)
            == oracle.ManagementLets(p.Workload, p.Direction, p.Remote, p.Protocol, p.Port));
    }, iter: 1_000);

    private static Gen<(RandomEstate Estate, RandomPacket[] Packets)> EstatesWithPackets { get; } =
        RandomEstate.Any.SelectMany(estate => RandomPacket.Of(estate).Array[200].Select(packets => (estate, packets)));

    private static bool Holds(PacketSpaces spaces, EndSets sets, RandomPacket p) =>
        spaces[p.Remote.Family].Contains(sets[p.Direction][p.Remote.Family], p.Remote.Value, p.Protocol, p.Port);
}
