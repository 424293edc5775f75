using CsCheck;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Flows.Tests.Proof;

public sealed class PacketSpaceTests
{
    private static readonly UInt128 Remote = Address.Parse("10.0.0.1").Value;

    [Theory]
    [InlineData(IpFamily.V4, 1)]
    [InlineData(IpFamily.V6, 58)]
    public void Icmp_is_another_number_in_each_family(IpFamily family, byte number)
    {
        var space = new PacketSpace(family);

        var icmp = space.Of(ProtocolPorts.Of(Protocol.Icmp, PortSet.Full));

        Assert.Equal(space.Box(new(0, Address.Last(family)), new(number, number), Interval<ushort>.All), icmp);
    }

    [Fact]
    public void Any_without_one_port_is_every_other_packet()
    {
        var space = new PacketSpace(IpFamily.V6);
        var https = ProtocolPorts.Of(Protocol.Tcp, PortSet.Of(443));

        var rest = space.Of(ProtocolPorts.Any.Subtract(https));

        Assert.Equal(space.Diagram.Complement(space.Of(https)), rest);
        Assert.True(space.Contains(rest, Remote, 1, 443));
        Assert.False(space.Contains(rest, Remote, 6, 443));
    }

    [Fact]
    public void A_protocol_alone_has_port_zero()
    {
        var space = new PacketSpace(IpFamily.V4);

        var tcp = space.Of(ProtocolPorts.Of(Protocol.Tcp, PortSet.Full));

        Assert.True(space.Contains(tcp, Remote, 6, 0));
        Assert.True(space.Contains(tcp, Remote, 6, 65535));
        Assert.False(space.Contains(tcp, Remote, 17, 0));
    }

    [Theory]
    [InlineData("223.255.255.255", false)]
    [InlineData("224.0.0.0", true)]
    [InlineData("239.255.255.255", true)]
    [InlineData("240.0.0.0", false)]
    [InlineData("255.255.255.254", false)]
    [InlineData("255.255.255.255", true)]
    [InlineData("feff::1", false)]
    [InlineData("ff00::", true)]
    [InlineData("ff02::1", true)]
    public void Multicast_and_limited_broadcast_are_outside(string address, bool isOutside)
    {
        var remote = Address.Parse(address);
        var space = new PacketSpace(remote.Family);

        Assert.Equal(isOutside, space.Contains(space.OutsidePacketSpace, remote.Value, 6, 80));
    }

    [Fact]
    public void Sets_of_ports_keep_their_algebra_as_diagrams() => AnyPorts.Select(AnyPorts).Sample((left, right) =>
    {
        var space = new PacketSpace(IpFamily.V4);
        var (a, b) = (space.Of(left), space.Of(right));
        return space.Of(left.Union(right)) == space.Diagram.Union(a, b)
            && space.Of(left.Intersect(right)) == space.Diagram.Intersect(a, b)
            && space.Of(left.Subtract(right)) == space.Diagram.Subtract(a, b)
            && left.Equals(right) == (a == b);
    }, iter: 1_000);

    [Fact]
    public void Rules_in_one_sweep_are_the_union_of_rules_one_by_one() => AnyRule.Array[0, 12].Sample(rules =>
    {
        var space = new PacketSpace(IpFamily.V4);
        var oneByOne = rules.Select(r => space.Of(r.Remote, r.Ports)).Aggregate(IntervalDiagram.Empty, space.Diagram.Union);
        return space.Of(rules) == oneByOne;
    }, iter: 1_000);

    private static Gen<ProtocolPorts> OnePorts { get; } = Gen.OneOf(
        Gen.Const(ProtocolPorts.Any),
        Gen.OneOf(Protocol.Icmp, Protocol.Esp, Protocol.Tcp).Select(p => ProtocolPorts.Of(p, PortSet.Full)),
        Gen.OneOf(Protocol.Tcp, Protocol.Udp, Protocol.Sctp).Select(
            Gen.UShort[0, 9], Gen.UShort[0, 9], (p, a, b) => ProtocolPorts.Of(p, PortSet.Of(Math.Min(a, b), Math.Max(a, b)))));

    private static Gen<ProtocolPorts> AnyPorts { get; } = OnePorts.Array[0, 4].Select(
        Gen.Bool, (parts, isTakenAway) => isTakenAway
            ? parts.Aggregate(ProtocolPorts.Any, (rest, part) => rest.Subtract(part))
            : parts.Aggregate(ProtocolPorts.Empty, (all, part) => all.Union(part)));

    private static Gen<(IntervalSet<UInt128> Remote, ProtocolPorts Ports)> AnyRule { get; } = Gen.Select(
        Gen.UInt[0, 30], Gen.UInt[0, 10], AnyPorts,
        (from, length, ports) => (IntervalSet<UInt128>.Of(new Interval<UInt128>(from, from + length)), ports));
}
