using System.Collections.Immutable;
using ZtSegment.Flows;

namespace ZtSegment.Azure.Reading;

/// <summary>A network security group as ARM takes or returns it: what decides about packets.</summary>
/// <param name="Rules">As listed, without the default rules.</param>
/// <param name="DefaultRules">The six that Azure documents, whether the body lists them or not.</param>
/// <param name="FlushConnection">Whether a change of rules is applied to established flows too.</param>
public sealed record NsgBody(ImmutableArray<NsgRule> Rules, ImmutableArray<NsgRule> DefaultRules, bool FlushConnection)
{
    /// <summary>The rules of a direction in the order in which they are tried, up to one that decides everything.</summary>
    public ImmutableArray<NsgRule> InOrder(Direction direction)
    {
        var sorted = Rules.Concat(DefaultRules).Where(r => r.Direction == direction).OrderBy(r => r.Priority).ToImmutableArray();
        var last = sorted.Select((rule, index) => (rule, index)).FirstOrDefault(r => r.rule.IsUnconditional, (null!, sorted.Length - 1)).index;
        return sorted[..(last + 1)];
    }
}

/// <summary>What a reader made of a body.</summary>
/// <param name="Body">Null where something stands there whose effect is not known.</param>
/// <param name="Problem">What that is; null otherwise.</param>
public sealed record NsgReading(NsgBody? Body, string? Problem);
