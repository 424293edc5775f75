using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>One distinct peer expression; all live policies that write it share it.</summary>
internal abstract class PeerNode
{
    /// <summary>Live policies that write it in <c>from</c>.</summary>
    public List<PolicyNode> From { get; } = [];

    /// <summary>Live policies that write it in <c>to</c>.</summary>
    public List<PolicyNode> To { get; } = [];

    public bool IsUsed => From.Count > 0 || To.Count > 0;
}

/// <summary>A CIDR or an address group.</summary>
internal sealed class NetsNode(string expression, ImmutableArray<Cidr> cidrs, ImmutableArray<Cidr> except, string? serviceTag, AddressSet quarantined) : PeerNode
{
    private static readonly Cidr[] Unusable =
    [
        Cidr.Parse("127.0.0.0/8"), Cidr.Parse("224.0.0.0/4"), Cidr.Parse("255.255.255.255/32"), Cidr.Parse("::1/128"), Cidr.Parse("ff00::/8"),
    ];

    private readonly ImmutableArray<Cidr> cidrs = [.. cidrs.Where(c => !IsUnusable(c))];

    public string Expression { get; } = expression;

    /// <summary>The prefixes, without quarantined addresses.</summary>
    public AddressBlock Block { get; private set; } = Of([.. cidrs.Where(c => !IsUnusable(c))], except, serviceTag, quarantined);

    /// <summary>Takes other quarantined addresses out.</summary>
    /// <param name="moved">Addresses that are quarantined now and were not, or the other way round.</param>
    /// <returns>The block before, where it is another one now.</returns>
    public AddressBlock? Refresh(AddressSet quarantined, AddressSet moved)
    {
        if (!AddressSet.From(cidrs).Subtract(AddressSet.From(except)).Overlaps(moved))
            return null;
        var before = Block;
        Block = Of(cidrs, except, serviceTag, quarantined);
        return before;
    }

    private static AddressBlock Of(ImmutableArray<Cidr> cidrs, ImmutableArray<Cidr> except, string? serviceTag, AddressSet quarantined) =>
        AddressBlock.OfNets(cidrs, AddressSet.From(except).Union(quarantined), serviceTag);

    /// <summary>All multicast or all loopback: nothing that a first packet could come from or go to.</summary>
    private static bool IsUnusable(Cidr cidr) => Unusable.Any(range => range.Family == cidr.Family && range.Range.Contains(cidr.Range));
}
