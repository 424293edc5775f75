using System.Collections.Immutable;

namespace ZtSegment.Azure.Rendering;

/// <summary>What a network security group has used of what Azure allows, counted over both directions together.</summary>
/// <remarks>
/// Azure's documented limits: 1,000 rules; 4,000 addresses and ranges as source and 4,000 as destination; 4,000 ports and ranges as source and as
/// destination. <c>*</c> and service tags are no addresses. Once a limit is reached Azure refuses every later change of the group.
/// </remarks>
/// <param name="Nsg">The resource id.</param>
/// <param name="Rules">The two final denials and those of observed workloads included.</param>
/// <param name="Ports">Destination ports and ranges: we write no source ports.</param>
public sealed record NsgBudget(string Nsg, int Rules, int SourcePrefixes, int DestinationPrefixes, int Ports)
{
    public const int RulesLimit = 1_000;
    public const int PrefixesLimit = 4_000;
    public const int PortsLimit = 4_000;

    public string NsgName => Nsg[(Nsg.LastIndexOf('/') + 1)..];

    /// <summary>Each with what it is called, used and allowed.</summary>
    public ImmutableArray<BudgetLine> Lines =>
    [
        new("rules", Rules, RulesLimit),
        new("source prefixes", SourcePrefixes, PrefixesLimit),
        new("destination prefixes", DestinationPrefixes, PrefixesLimit),
        new("ports", Ports, PortsLimit),
    ];

    public bool IsExceeded => Lines.Any(l => l.Used > l.Limit);
}

public readonly record struct BudgetLine(string Name, int Used, int Limit);
