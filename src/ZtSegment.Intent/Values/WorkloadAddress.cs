namespace ZtSegment.Language;

/// <summary>Which addresses a workload may have: unicast ones of a scope beyond the link (RFC 6890).</summary>
public static class WorkloadAddress
{
    private static readonly (Cidr Range, string Reason)[] Refused =
    [
        (Cidr.Parse("0.0.0.0/8"), "unspecified"),
        (Cidr.Parse("127.0.0.0/8"), "loopback"),
        (Cidr.Parse("169.254.0.0/16"), "link-local"),
        (Cidr.Parse("224.0.0.0/4"), "multicast"),
        (Cidr.Parse("255.255.255.255/32"), "broadcast"),
        (Cidr.Parse("::/128"), "unspecified"),
        (Cidr.Parse("::1/128"), "loopback"),
        (Cidr.Parse("::ffff:0:0/96"), "IPv4-mapped"),
        (Cidr.Parse("fe80::/10"), "link-local"),
        (Cidr.Parse("ff00::/8"), "multicast"),
    ];

    /// <summary>What no workload may have.</summary>
    public static IEnumerable<Cidr> RefusedRanges => Refused.Select(r => r.Range);

    /// <summary>Why the address cannot be a workload's, as one word; null where it can.</summary>
    public static string? WhyNot(Address address)
    {
        foreach (var (range, reason) in Refused)
        {
            if (range.Family == address.Family && range.Range.Contains(address.Value))
                return reason;
        }

        return null;
    }
}
