using CsCheck;
using ZtSegment.Language;

namespace ZtSegment.Flows.Tests.RandomEstates;

/// <summary>A first packet at one managed workload.</summary>
/// <param name="Remote">Its source on the way in, its destination on the way out.</param>
/// <param name="Protocol">The number on the wire.</param>
public sealed record RandomPacket(Workload Workload, Direction Direction, Address Remote, byte Protocol, ushort Port)
{
    /// <summary>Packets where meanings change: addresses of workloads, edges of CIDRs, declared ports and their neighbours.</summary>
    public static Gen<RandomPacket> Of(RandomEstate estate) => Gen.Select(
        Gen.OneOf(estate.Managed.ToArray()),
        Gen.Enum<Direction>(),
        Gen.Frequency((3, Gen.OneOf(OfWorkloads(estate))), (2, Gen.OneOf(EdgesOfCidrs))),
        Gen.Frequency((3, Gen.OneOf(Declared(estate.Intent))), (1, Gen.OneOf(Protocols).Select(p => (Protocol: p, Port: (ushort)443)))),
        (workload, direction, remote, service) => new RandomPacket(workload, direction, remote, service.Protocol, service.Port));

    public override string ToString() => $"{Workload.Name} {Direction} {Remote} {Protocol}/{Port}";

    private static readonly byte[] Protocols = [1, 6, 17, 47, 50, 51, 58, 112, 132, 255];

    private static readonly Address[] EdgesOfCidrs =
    [
        .. SmallWorld.Cidrs.Concat(SmallWorld.ManagementCidrs).Concat(SmallWorld.Within).SelectMany(Edges).Distinct(),
        Address.Parse("192.0.2.77"),
        Address.Parse("2001:db8::77"),
    ];

    private static Address[] OfWorkloads(RandomEstate estate) =>
    [
        .. estate.Intent.Workloads.SelectMany(w => w.Addresses.Concat(w.VirtualAddresses).Concat(estate.Facts[w.Name].Addresses)),
        .. SmallWorld.ControllerAddresses,
    ];

    private static IEnumerable<Address> Edges(Cidr cidr)
    {
        var (first, last) = cidr.Range;
        yield return new(cidr.Family, first);
        yield return new(cidr.Family, last);
        if (first > 0)
            yield return new(cidr.Family, first - 1);
        if (last < Address.Last(cidr.Family))
            yield return new(cidr.Family, last + 1);
    }

    /// <summary>The first and last port of each range that the documents speak of, and those beside them.</summary>
    private static (byte Protocol, ushort Port)[] Declared(Intent intent) =>
    [
        .. from ports in intent.Policies.SelectMany(p => p.Ports)
               .Concat(intent.Management.Access.SelectMany(a => a.Ports))
               .OfType<LiteralPorts>().Select(p => p.Ports)
               .Concat(intent.PortGroups.Select(g => g.Ports))
               .Concat(intent.Workloads.SelectMany(w => w.Ports).Concat(intent.Segments.SelectMany(s => s.Ports))
                   .Select(p => ProtocolPorts.Of(p.Protocol, PortSet.Of(p.Port))))
               .Append(ProtocolPorts.Of(Language.Protocol.Tcp, PortSet.Of(8443)))
           from listed in ports.Listed
           from range in listed.Ports.Ranges.ToImmutableArray()
           from port in new[] { range.From - 1, range.From, range.To, range.To + 1 }
           where port is >= 0 and <= 65535
           from family in Enum.GetValues<IpFamily>()
           select (listed.Protocol.WireNumber(family), (ushort)port),
    ];
}
