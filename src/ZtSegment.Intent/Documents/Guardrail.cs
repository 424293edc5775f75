using System.Collections.Immutable;

namespace ZtSegment.Language;

/// <summary>An invariant that must hold at every moment.</summary>
/// <param name="Severity"><see cref="Language.Severity.Error"/> refuses the plan; <see cref="Language.Severity.Warning"/> reports.</param>
public sealed record Guardrail(
    DocumentHeader Header, GuardrailRule Rule, ImmutableArray<GuardrailException> Except, Severity Severity) : Document(Header);

public abstract record GuardrailRule(SourcePosition Position);

/// <summary>No packet from <paramref name="From"/> to <paramref name="To"/>; with labels, only between workloads whose values differ.</summary>
public sealed record NeverRule(
    SourcePosition Position, ImmutableArray<Peer> From, ImmutableArray<Peer> To, ImmutableArray<PortEntry> Ports, ImmutableArray<string> DifferentLabels)
    : GuardrailRule(Position);

/// <summary>Nothing but <paramref name="From"/> reaches <paramref name="To"/> on these ports.</summary>
public sealed record OnlyRule(SourcePosition Position, ImmutableArray<Peer> From, ImmutableArray<Peer> To, ImmutableArray<PortEntry> Ports)
    : GuardrailRule(Position);

/// <summary>Must be allowed, unconditionally.</summary>
public sealed record AlwaysRule(SourcePosition Position, ImmutableArray<Peer> From, ImmutableArray<Peer> To, ImmutableArray<PortEntry> Ports)
    : GuardrailRule(Position);

/// <summary>Every selected workload has these label keys.</summary>
public sealed record RequireLabelsRule(SourcePosition Position, Selector Selector, ImmutableArray<string> Keys) : GuardrailRule(Position);

/// <summary>What every flow policy must keep to.</summary>
/// <param name="MaxCidrAddresses">Most addresses that one CIDR peer may hold; null: no limit.</param>
/// <param name="MaxPorts">Most ports that one policy may open per protocol; null: no limit.</param>
public sealed record LimitRule(
    SourcePosition Position,
    long? MaxCidrAddresses,
    int? MaxPorts,
    bool RequireOwner,
    bool RequireDescription,
    ImmutableArray<string> RequireAnnotations,
    bool RequireExpiryForAddressGroups) : GuardrailRule(Position);

/// <summary>What a guardrail leaves out, for as long as it lives.</summary>
/// <param name="Ports">As written; default any.</param>
public sealed record GuardrailException(
    SourcePosition Position,
    ImmutableArray<Peer> From,
    ImmutableArray<Peer> To,
    ImmutableArray<PortEntry> Ports,
    string? Owner,
    string? Reason,
    DateTimeOffset? Expires);
