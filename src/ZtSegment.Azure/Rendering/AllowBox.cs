using System.Collections.Immutable;
using ZtSegment.Flows;
using ZtSegment.Language;

namespace ZtSegment.Azure.Rendering;

/// <summary>The far end of a rule: addresses of one family, or a service tag alone.</summary>
internal readonly record struct RemoteSide(IntervalSet<UInt128> Addresses, string? Tag);

/// <summary>Whose a rule is.</summary>
/// <param name="Policy">A flow policy, or a part of the management section: that has a colon, which no policy name has.</param>
/// <param name="Labels">The values of its <c>sameLabels</c>; empty without.</param>
internal readonly record struct Owner(string Policy, string Labels) : IComparable<Owner>
{
    public static Owner Access { get; } = new("management:access", "");

    public static Owner Controller { get; } = new("management:controller", "");

    public int CompareTo(Owner other)
    {
        var byPolicy = string.CompareOrdinal(Policy, other.Policy);
        return byPolicy != 0 ? byPolicy : string.CompareOrdinal(Labels, other.Labels);
    }
}

/// <summary>What one security rule allows: every local address with every remote one, on one protocol.</summary>
/// <param name="Protocol">Null: every protocol.</param>
/// <param name="Ports">Full for protocols without ports.</param>
/// <param name="Owners">Sorted, at least one.</param>
internal sealed record AllowBox(
    Direction Direction, IpFamily Family, IntervalSet<UInt128> Local, RemoteSide Remote, Protocol? Protocol, PortSet Ports, ImmutableArray<Owner> Owners);
