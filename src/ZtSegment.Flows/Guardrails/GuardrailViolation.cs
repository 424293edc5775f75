using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows.Guardrails;

/// <summary>One end of a packet.</summary>
/// <param name="Workload">Null: no workload has the address.</param>
public sealed record PacketEnd(Workload? Workload, Address Address)
{
    public override string ToString() => Workload is null ? $"{Address}" : $"`{Workload.Name}` ({Address})";
}

/// <summary>A first packet that shows how a guardrail breaks.</summary>
/// <param name="Port">The destination port; null for protocols without ports.</param>
public sealed record GuardrailPacket(PacketEnd Source, PacketEnd Destination, Protocol Protocol, ushort? Port)
{
    public string Service => Port is { } port ? $"{Protocol}/{port}" : $"{Protocol}";

    public override string ToString() => $"{Source} -> {Destination} on {Service}";
}

/// <summary>How a guardrail is broken: the first packet that does, or the documents.</summary>
/// <param name="Position">The guardrail's rule; for labels and limits the document that breaks it.</param>
/// <param name="Packet">What passes though it must not, or does not though it must (<c>always</c>); null for labels and limits.</param>
/// <param name="Policies">Those that let the packet through at a managed end, by name; for a limit the policy that breaks it.</param>
/// <param name="ByManagement">The Estate's management section lets it through, at one end or both.</param>
/// <param name="Found">What was found, as a sentence without the guardrail's name.</param>
/// <param name="Count">How many like violations are told by this one.</param>
public sealed record GuardrailViolation(
    Guardrail Guardrail, SourcePosition Position, GuardrailPacket? Packet, ImmutableArray<FlowPolicy> Policies, bool ByManagement,
    string Found, string Remedy, int Count = 1)
{
    /// <summary>Whether documents that break it are refused.</summary>
    public bool Refuses => Guardrail.Severity == Severity.Error;

    /// <summary>What the guardrail demands of the packet; for labels and limits what was found.</summary>
    public string Demand => Packet is null ? Found : $"{Packet} {Demanded(Guardrail.Rule)}";

    internal static string Demanded(GuardrailRule rule) => rule switch
    {
        NeverRule => "must never pass",
        OnlyRule => "must not pass: `only` names others",
        _ => "must always pass",
    };

    public Diagnostic ToDiagnostic() => new(
        Rule.Code, Guardrail.Severity, Position,
        $"guardrail `{Guardrail.Name}`{(Packet is null ? $" ({Guardrail.Position.File}:{Guardrail.Position.Line})" : "")} is broken: {Found}",
        Remedy, Count);

    private DiagnosticRule Rule => Guardrail.Rule switch
    {
        RequireLabelsRule => FindingRules.LabelGuardrail,
        LimitRule => FindingRules.LimitGuardrail,
        _ => FindingRules.FlowGuardrail,
    };
}
