using CsCheck;

namespace ZtSegment.Language.Tests.Values;

public sealed class AddressTextTests
{
    [Fact]
    public void Every_address_is_written_as_the_framework_writes_it() => Addresses.Sample(a => a.ToString() == a.ToIPAddress().ToString(), iter: 20_000);

    [Fact]
    public void Written_addresses_read_back() => Addresses.Sample(a => Address.Parse(a.ToString()) == a, iter: 5_000);

    [Theory]
    [InlineData("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1")]
    [InlineData("2001:0db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1")]
    [InlineData("1:0:0:0:0:0:0:0", "1::")]
    [InlineData("0:0:0:0:0:0:0:1", "::1")]
    [InlineData("FD00::A", "fd00::a")]
    public void Ipv6_text_is_that_of_rfc_5952(string given, string written) => Assert.Equal(written, Address.Parse(given).ToString());

    /// <summary>Groups that are often zero, and those that make text end in dotted decimal.</summary>
    private static Gen<Address> Addresses => Gen.OneOf(
        Gen.UInt.Select(v => new Address(IpFamily.V4, v)),
        Gen.Frequency((3, Gen.Const((ushort)0)), (2, Gen.UShort), (1, Gen.OneOf<ushort>(1, 0xFFFF, 0x5EFE, 0xFE80))).Array[8]
            .Select(groups => new Address(IpFamily.V6, groups.Aggregate(UInt128.Zero, (value, group) => value << 16 | group))));
}
