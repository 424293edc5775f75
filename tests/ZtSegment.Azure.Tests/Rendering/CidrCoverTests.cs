using CsCheck;
using ZtSegment.Azure.Rendering;
using ZtSegment.Language;

namespace ZtSegment.Azure.Tests.Rendering;

public sealed class CidrCoverTests
{
    [Theory]
    [InlineData("0.0.0.0-255.255.255.255", "0.0.0.0/0")]
    [InlineData("10.0.0.1-10.0.0.6", "10.0.0.1/32 10.0.0.2/31 10.0.0.4/31 10.0.0.6/32")]
    [InlineData("255.255.255.255-255.255.255.255", "255.255.255.255/32")]
    [InlineData("::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::/0")]
    [InlineData("::1-::2", "::1/128 ::2/128")]
    public void The_cover_is_the_fewest_prefixes(string range, string cover)
    {
        var (from, to) = (Address.Parse(range.Split('-')[0]), Address.Parse(range.Split('-')[1]));

        Assert.Equal(cover, string.Join(' ', CidrCover.Of(IntervalSet<UInt128>.Of(new Interval<UInt128>(from.Value, to.Value)), from.Family)));
    }

    [Fact]
    public void The_cover_holds_exactly_the_addresses_in_disjoint_prefixes() => Sets.Sample(set =>
    {
        var cover = CidrCover.Of(set, IpFamily.V4);
        return AddressSet.From(cover).V4 == set
            && cover.Zip(cover.Skip(1)).All(p => p.First.Range.To < p.Second.Range.From)
            && cover.All(c => !c.HasHostBits);
    }, iter: 2_000);

    private static Gen<IntervalSet<UInt128>> Sets { get; } = Gen.Select(Gen.UInt, Gen.UInt[0, 300])
        .Select((from, length) => new Interval<UInt128>(from, UInt128.Min(uint.MaxValue, (UInt128)from + length)))
        .Array[1, 6].Select(all => IntervalSet<UInt128>.From(all));
}
