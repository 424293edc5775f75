namespace ZtSegment.Azure.Proof;

/// <summary>What decides about a packet and is in none of its fields.</summary>
internal enum NsgSymbolKind
{
    /// <summary>The address of the workload is one of a service tag.</summary>
    LocalTag,

    /// <summary>The far end's address is one of a service tag.</summary>
    RemoteTag,

    /// <summary>A rule with ports covers protocols that have none: Azure does not say.</summary>
    PortsCoverAll,

    /// <summary>Icmp covers ICMPv6: Azure does not say.</summary>
    IcmpCoversV6,
}

/// <summary>A question with yes or no as answer, free for every packet: what holds whatever the answers, holds.</summary>
/// <param name="Tag">In lower case; empty where the kind says all.</param>
internal readonly record struct NsgSymbol(NsgSymbolKind Kind, string Tag = "") : IComparable<NsgSymbol>
{
    public int CompareTo(NsgSymbol other)
    {
        var byKind = Kind.CompareTo(other.Kind);
        return byKind != 0 ? byKind : string.CompareOrdinal(Tag, other.Tag);
    }
}
