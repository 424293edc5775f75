namespace ZtSegment.Language;

/// <summary>A set of addresses of both families, as sorted disjoint intervals.</summary>
public readonly record struct AddressSet(IntervalSet<UInt128> V4, IntervalSet<UInt128> V6)
{
    public static AddressSet Empty => default;

    /// <summary>Multicast of both families and the IPv4 limited broadcast: outside the packet space.</summary>
    public static AddressSet OutsidePacketSpace { get; } =
        From([Cidr.Parse("224.0.0.0/4"), Cidr.Parse("255.255.255.255/32"), Cidr.Parse("ff00::/8")]);

    public bool IsEmpty => V4.IsEmpty && V6.IsEmpty;

    public IntervalSet<UInt128> this[IpFamily family] => family == IpFamily.V4 ? V4 : V6;

    public static AddressSet From(IEnumerable<Address> addresses)
    {
        var v4 = new List<Interval<UInt128>>();
        var v6 = new List<Interval<UInt128>>();
        foreach (var address in addresses)
            (address.Family == IpFamily.V4 ? v4 : v6).Add(new Interval<UInt128>(address.Value, address.Value));
        return new AddressSet(IntervalSet<UInt128>.FromOwned([.. v4]), IntervalSet<UInt128>.FromOwned([.. v6]));
    }

    public static AddressSet From(IEnumerable<Cidr> cidrs)
    {
        var v4 = new List<Interval<UInt128>>();
        var v6 = new List<Interval<UInt128>>();
        foreach (var cidr in cidrs)
            (cidr.Family == IpFamily.V4 ? v4 : v6).Add(cidr.Range);
        return new AddressSet(IntervalSet<UInt128>.FromOwned([.. v4]), IntervalSet<UInt128>.FromOwned([.. v6]));
    }

    public bool Contains(Address address) => this[address.Family].Contains(address.Value);

    public bool Overlaps(AddressSet other) => V4.Overlaps(other.V4) || V6.Overlaps(other.V6);

    public AddressSet Union(AddressSet other) => new(V4.Union(other.V4), V6.Union(other.V6));

    public AddressSet Intersect(AddressSet other) => new(V4.Intersect(other.V4), V6.Intersect(other.V6));

    public AddressSet Subtract(AddressSet other) => new(V4.Subtract(other.V4), V6.Subtract(other.V6));
}
