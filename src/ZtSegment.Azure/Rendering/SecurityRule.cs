using System.Collections.Immutable;
using ZtSegment.Flows;

namespace ZtSegment.Azure.Rendering;

/// <summary>One rule as it is written; lists hold what one JSON list holds.</summary>
/// <param name="Protocol">Azure's word: Tcp, Udp, Icmp, Esp, Ah or <c>*</c>.</param>
/// <param name="Policies">The flow policies that it carries, sorted; none for what every NSG of ours has.</param>
internal sealed record SecurityRule(
    string Name,
    int Priority,
    Direction Direction,
    bool IsAllow,
    string Protocol,
    ImmutableArray<string> DestinationPorts,
    RuleSide Source,
    RuleSide Destination,
    ImmutableArray<string> Policies)
{
    private const int LongestDescription = 140;

    /// <summary>At most 140 characters, Azure's limit; policy names hold none that JSON escapes.</summary>
    public string Description
    {
        get
        {
            var text = !Policies.IsEmpty ? $"zt/{string.Join(" ", Policies)}"
                : IsAllow ? "zt/ not declared, but observed only: passes, and is seen in flow logs"
                : "zt/ what is not declared is denied";
            return text.Length <= LongestDescription ? text : text[..(LongestDescription - 3)] + "...";
        }
    }
}

/// <summary>One side of a rule: prefixes of one family, or one word alone, <c>*</c> or a service tag.</summary>
internal readonly record struct RuleSide(ImmutableArray<string> Prefixes, string? Word)
{
    public static RuleSide Anything { get; } = new([], "*");
}
