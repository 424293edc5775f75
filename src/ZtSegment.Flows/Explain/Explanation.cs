using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows.Explain;

/// <summary>What really happens to a packet, modes counted.</summary>
public enum EffectiveVerdict
{
    Allowed,

    /// <summary>An end that denies it enforces.</summary>
    Denied,

    /// <summary>No policy allows it, but no enforcing end is in the way.</summary>
    Open,
}

/// <summary>Whether one packet is let through, at which end by what, or what is missing.</summary>
/// <param name="IsAllowed">The declared verdict: every managed end lets it through.</param>
/// <param name="IsComposed">Allowed, by two managed ends that no single policy opens.</param>
/// <param name="Suggestion">A FlowPolicy that would allow it; null where it is allowed, or no policy could.</param>
public sealed record Explanation(
    AskedService Service, bool IsAllowed, EffectiveVerdict Effective, bool IsComposed, ExplainedEnd Source, ExplainedEnd Destination,
    PolicySuggestion? Suggestion)
{
    public ImmutableArray<ExplainedEnd> Ends => [Source, Destination];
}

/// <summary>What one end does with the packet.</summary>
/// <param name="Direction">Egress at the source, ingress at the destination.</param>
/// <param name="Workload">Null: an address that no workload has.</param>
/// <param name="Address">The one that was judged: where any pair of addresses passes, the first that does; null where none is known.</param>
/// <param name="Mode">Null: unmanaged.</param>
/// <param name="Policies">By name.</param>
/// <param name="ByManagement">The Estate's management section lets it through.</param>
/// <param name="Missing">What a denying end lacks; null where it allows.</param>
public sealed record ExplainedEnd(
    Direction Direction, Workload? Workload, Address? Address, Mode? Mode, bool IsAllowed,
    ImmutableArray<FlowPolicy> Policies, bool ByManagement, string? Missing)
{
    public string Word => Direction == Direction.Egress ? "source" : "destination";

    public string ModeWord => Mode?.ToString().ToLowerInvariant() ?? "unmanaged";
}
