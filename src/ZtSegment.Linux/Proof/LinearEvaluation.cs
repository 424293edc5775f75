using System.Collections.Immutable;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;
using ZtSegment.Linux.Reading;

namespace ZtSegment.Linux.Proof;

/// <summary>Sends one packet through a ruleset, rule by rule and element by element, as the kernel does.</summary>
/// <param name="packet">A value for each <see cref="PacketField"/>.</param>
internal sealed class LinearEvaluation(NftRuleset ruleset, PacketView view, UInt128[] packet, TimeSpan at)
{
    private readonly HashSet<string> counted = new(StringComparer.Ordinal);

    /// <summary>Names of the counters that count it.</summary>
    public IReadOnlySet<string> Counted => counted;

    /// <summary>What decides: a rule, with the element that it found; null where a policy, or the lack of a chain, does.</summary>
    public string? Rule { get; private set; }

    public bool Passes()
    {
        foreach (var chain in ruleset.Chains.Values.Where(c => c.Base?.Hook == view.Hook).OrderBy(c => c.Base!.Priority).ThenBy(c => c.Name, StringComparer.Ordinal))
        {
            Rule = null;
            if (!(Run(chain) ?? chain.Base!.Accepts))
                return false;
        }

        return true;
    }

    /// <summary>Null where the packet comes out at the end of the chain.</summary>
    private bool? Run(NftChain chain)
    {
        foreach (var rule in chain.Rules)
        {
            var (verdict, element) = Run(rule);
            switch (verdict?.Kind)
            {
                case NftVerdictKind.Accept or NftVerdictKind.Drop:
                    Rule = element is null ? rule.Text : $"{rule.Text} ({element})";
                    return verdict.Kind == NftVerdictKind.Accept;
                case NftVerdictKind.Return:
                    return null;
                case NftVerdictKind.Jump when Run(ruleset.Chains[verdict.Chain!]) is { } decided:
                    return decided;
                case NftVerdictKind.Goto:
                    return Run(ruleset.Chains[verdict.Chain!]);
            }
        }

        return null;
    }

    /// <summary>The verdict that the packet comes to in the rule, and the element that let it get there.</summary>
    private (NftVerdict? Verdict, string? Element) Run(NftRule rule)
    {
        uint? mark = null;
        string? element = null;
        foreach (var statement in rule.Statements)
        {
            switch (statement)
            {
                case NftMatch { Key: [NftField.ConntrackMark] } match when mark is { } number:
                    if (!IsTracked || SetOf(match).Elements.Any(e => e.IsThere(at) && e.Wide.Contains(number)) == match.IsNegated)
                        return (null, null);
                    break;
                case NftMatch match when match.Key.Contains(NftField.ConntrackMark):
                case NftLimit:
                    return (null, null);
                case NftMatch match:
                    var set = SetOf(match);
                    if (!HasFields(match.Key))
                        return (null, null);
                    var found = Find(match.Key, set);
                    if ((found is null) != match.IsNegated)
                        return (null, null);
                    element = found is { } member && set.Name is not null ? $"{set.Name}: {member.ToText(set)}" : element;
                    break;
                case NftMarkNumber number:
                    mark = number.Mark;
                    break;
                case NftMarkFromMap look:
                    var map = ruleset.Sets[look.Map];
                    if (!HasFields(look.Key) || Find(look.Key, map) is not { } entry)
                        return (null, null);
                    mark = entry.Value;
                    element = $"{map.Name}: {entry.ToText(map)}";
                    break;
                case NftCounter { Name: { } name }:
                    counted.Add(name);
                    break;
                case NftVerdict verdict:
                    return (verdict, element);
            }
        }

        return (null, null);
    }

    private bool IsTracked => PacketView.IsTracked((Tracking)(int)packet[(int)PacketField.Tracking]);

    private NftSet SetOf(NftMatch match) => match.Set ?? ruleset.Sets[match.SetName!];

    private bool HasFields(ImmutableArray<NftField> key) => key.All(field =>
        (field == NftField.Family || view.FieldOf(field) is not null)
        && view.NeededBy(field).All(need => need.Values.Contains(packet[(int)need.Field])));

    private NftElement? Find(ImmutableArray<NftField> key, NftSet set)
    {
        var values = key.Select(ValueOf).ToArray();
        var wide = set.Key.Wide;
        foreach (var element in set.Elements)
        {
            if (element.IsThere(at) && IsIn(element, values, wide))
                return element;
        }

        return null;
    }

    private static bool IsIn(NftElement element, UInt128[] values, int wide)
    {
        for (int i = 0, narrow = 0; i < values.Length; i++)
        {
            var isIn = i == wide ? element.Wide.Contains(values[i])
                : (narrow++ == 0 ? element.First : element.Second).Contains((ushort)values[i]);
            if (!isIn)
                return false;
        }

        return true;
    }

    private UInt128 ValueOf(NftField field)
    {
        if (field == NftField.Family)
            return view.Family == IpFamily.V4 ? 2u : 10u;
        var value = packet[(int)view.FieldOf(field)!.Value];
        return field switch
        {
            NftField.ConntrackState => PacketView.StateOf((Tracking)(int)value),
            NftField.ConntrackDirection => PacketView.DirectionOf((Tracking)(int)value),
            _ => value,
        };
    }
}
