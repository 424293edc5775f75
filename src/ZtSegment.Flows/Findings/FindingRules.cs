using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>Every code of what only membership and facts can tell. ZT20xx: errors, ZT21xx: warnings, ZT22xx: notes, ZT23xx: guardrails.</summary>
public static class FindingRules
{
    public static readonly DiagnosticRule PortNameClash =
        new("ZT2001", Severity.Error, "Two segments give a member different ports for one name.");

    public static readonly DiagnosticRule ServiceTagOnLinux =
        new("ZT2002", Severity.Error, "A service tag without CIDRs in a policy that selects a Linux workload.");

    public static readonly DiagnosticRule ProtocolOnNsg =
        new("ZT2003", Severity.Error, "A protocol that a network security group cannot express.");

    public static readonly DiagnosticRule SharedAddress =
        new("ZT2004", Severity.Error, "An address reported of a workload that another workload has.");

    public static readonly DiagnosticRule NsgOverBudget =
        new("ZT2010", Severity.Error, "A network security group that would need more than Azure allows.");

    public static readonly DiagnosticRule PeerSelectsNothing =
        new("ZT2101", Severity.Warning, "A peer that selects nothing.");

    public static readonly DiagnosticRule Isolated =
        new("ZT2102", Severity.Warning, "A managed workload that no policy names.");

    public static readonly DiagnosticRule Covered =
        new("ZT2103", Severity.Warning, "A policy that allows nothing which others do not allow.");

    public static readonly DiagnosticRule GroupHoldsWorkloads =
        new("ZT2104", Severity.Warning, "An address group that contains declared workloads.");

    public static readonly DiagnosticRule NoManagedEnd =
        new("ZT2105", Severity.Warning, "A policy that no enforcement point enforces.");

    public static readonly DiagnosticRule PortNameLacking =
        new("ZT2106", Severity.Warning, "A port name that a selected destination lacks.");

    public static readonly DiagnosticRule Composed =
        new("ZT2107", Severity.Warning, "A flow that only two policies together let pass.");

    public static readonly DiagnosticRule NoKnownAddress =
        new("ZT2108", Severity.Warning, "A workload of which no address is known.");

    public static readonly DiagnosticRule NoManagementAccess =
        new("ZT2109", Severity.Warning, "An enforced Linux host without management access.");

    public static readonly DiagnosticRule IcmpV6OnNsg =
        new("ZT2110", Severity.Warning, "The IPv6 half of icmp gives no flow at a network security group.");

    public static readonly DiagnosticRule Expired =
        new("ZT2201", Severity.Note, "An expired policy.");

    public static readonly DiagnosticRule ReviewIsDue =
        new("ZT2202", Severity.Note, "A policy that is due for review.");

    public static readonly DiagnosticRule FlowGuardrail =
        new("ZT2301", Severity.Error, "A guardrail about flows that policies break.");

    public static readonly DiagnosticRule LabelGuardrail =
        new("ZT2302", Severity.Error, "Workloads without labels that a guardrail requires.");

    public static readonly DiagnosticRule LimitGuardrail =
        new("ZT2303", Severity.Error, "A policy beyond the limits of a guardrail.");

    public static readonly DiagnosticRule GuardrailByFacts =
        new("ZT2304", Severity.Error, "A guardrail that only facts break.");

    public static readonly DiagnosticRule GuardrailUnenforced =
        new("ZT2305", Severity.Warning, "A guardrail about flows without a managed end.");

    public static readonly DiagnosticRule ExceptionExpired =
        new("ZT2306", Severity.Warning, "An expired exception of a guardrail.");

    public static readonly DiagnosticRule ExceptionExpires =
        new("ZT2307", Severity.Note, "An exception of a guardrail that expires soon.");

    public static ImmutableArray<DiagnosticRule> All { get; } =
    [
        PortNameClash, ServiceTagOnLinux, ProtocolOnNsg, SharedAddress, NsgOverBudget, PeerSelectsNothing, Isolated, Covered, GroupHoldsWorkloads,
        NoManagedEnd, PortNameLacking, Composed, NoKnownAddress, NoManagementAccess, IcmpV6OnNsg, Expired, ReviewIsDue,
        FlowGuardrail, LabelGuardrail, LimitGuardrail, GuardrailByFacts, GuardrailUnenforced, ExceptionExpired, ExceptionExpires,
    ];

    internal static Diagnostic At(this DiagnosticRule rule, SourcePosition position, string message, string remedy, int count = 1) =>
        new(rule.Code, rule.Severity, position, message, remedy, count);
}
