using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows.Guardrails;

/// <summary>What a rule or an exception that speaks of flows says, as written.</summary>
internal sealed record FlowSides(ImmutableArray<Peer> From, ImmutableArray<Peer> To, ImmutableArray<PortEntry> Ports)
{
    /// <summary>Null for rules about labels and policies.</summary>
    public static FlowSides? Of(GuardrailRule rule) => rule switch
    {
        NeverRule r => new FlowSides(r.From, r.To, r.Ports),
        OnlyRule r => new FlowSides(r.From, r.To, r.Ports),
        AlwaysRule r => new FlowSides(r.From, r.To, r.Ports),
        _ => null,
    };

    public static FlowSides Of(GuardrailException except) => new(except.From, except.To, except.Ports);
}
