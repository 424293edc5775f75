using System.Collections.Immutable;
using CsCheck;
using ZtSegment.Language;
using static ZtSegment.Flows.Tests.RandomEstates.RandomParts;

namespace ZtSegment.Flows.Tests.RandomEstates;

/// <summary>What policies may refer to in one estate.</summary>
internal sealed record Names(
    ImmutableArray<string> Workloads, ImmutableArray<string> Segments, ImmutableArray<string> AddressGroups, ImmutableArray<string> PortGroups);

/// <summary>Flow policies that are valid by construction, over given names.</summary>
internal sealed class RandomPolicies(Names names, ImmutableArray<ProtocolPorts> ports)
{
    private static readonly Gen<PolicyCondition?> When = OneOf<PolicyCondition?>(
        [null, null, null, null, null, null, null, new(false, null), new(true, null), new(false, Risk.Low), new(false, Risk.High), new(true, Risk.Medium)]);

    private static readonly Gen<DateTimeOffset?> Expires = Gen.OneOf<int?>(null, null, null, null, null, null, -1, 0, 1, 3600)
        .Select(seconds => seconds is { } s ? SmallWorld.Now.AddSeconds(s) : (DateTimeOffset?)null);

    public Gen<ImmutableArray<FlowPolicy>> Any => Gen.Frequency((5, BetweenWorkloads), (2, FromAddresses), (2, ToAddresses), (1, Mixed))
        .Array[0, 8]
        .Select(policies => policies.Select((policy, i) => policy with { Header = Header($"p{i}") }).ToImmutableArray());

    private Gen<FlowPolicy> BetweenWorkloads =>
        from policy in Policy(WorkloadPeer, WorkloadPeer, WithNames)
        from sameLabels in Gen.Frequency((2, Gen.Const(ImmutableArray<string>.Empty)), (1, SomeOf(SmallWorld.LabelKeys, 1, 2)))
        select policy with { SameLabels = sameLabels };

    private Gen<FlowPolicy> FromAddresses => Policy(Gen.Frequency((2, AddressPeer), (1, WorkloadPeer)), WorkloadPeer, WithNames);

    private Gen<FlowPolicy> ToAddresses => Policy(WorkloadPeer, AddressPeer, Literal);

    private Gen<FlowPolicy> Mixed => Policy(AnyPeer, AnyPeer, Literal);

    private static Gen<FlowPolicy> Policy(Gen<Peer> source, Gen<Peer> destination, Gen<PortEntry> entry) =>
        from sources in Distinct(source, 2)
        from destinations in Distinct(destination, 2)
        from entries in Distinct(entry, 3)
        from condition in When
        from expires in Expires
        select new FlowPolicy(Header(""), sources, destinations, entries, [], condition, expires, null, null, null);

    public Gen<Peer> WorkloadPeer => Gen.Frequency(
        (3, OneOf(names.Segments).Select(Peer (name) => new SegmentPeer(default, name))),
        (2, AnySelector.Select(Peer (selector) => new SelectorPeer(default, selector))),
        (2, OneOf(names.Workloads).Select(Peer (name) => new WorkloadPeer(default, name))));

    public Gen<Peer> AddressPeer
    {
        get
        {
            var cidr = OneOf(SmallWorld.Cidrs).Select(SomeOf(SmallWorld.Cidrs, 0, 2), (cidr, except) =>
                (Peer)new CidrPeer(default, cidr, [.. except.Order()]));
            return names.AddressGroups.IsEmpty
                ? cidr
                : Gen.OneOf(cidr, OneOf(names.AddressGroups).Select(Peer (name) => new AddressGroupPeer(default, name)));
        }
    }

    private Gen<Peer> AnyPeer => Gen.OneOf(WorkloadPeer, AddressPeer);

    private Gen<PortEntry> Literal
    {
        get
        {
            var literal = OneOf(ports).Select(PortEntry (p) => new LiteralPorts(default, p));
            return names.PortGroups.IsEmpty
                ? literal
                : Gen.Frequency((4, literal), (1, OneOf(names.PortGroups).Select(PortEntry (name) => new PortGroupReference(default, name))));
        }
    }

    /// <summary>Names are for policies without address peers in <c>to</c>.</summary>
    public Gen<PortEntry> WithNames => Gen.Frequency(
        (2, Literal), (1, OneOf(SmallWorld.PortNames).Select(PortEntry (name) => new NamedPort(default, name))));

    private static Gen<ImmutableArray<T>> Distinct<T>(Gen<T> gen, int most) =>
        gen.Array[1, most].Select(all => all.Distinct().ToImmutableArray());
}
