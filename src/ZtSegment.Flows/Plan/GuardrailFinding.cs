using ZtSegment.Flows.Guardrails;
using ZtSegment.Language;

namespace ZtSegment.Flows.Plan;

/// <summary>How a plan weakens, or breaks, a guardrail.</summary>
public enum GuardrailChange
{
    /// <summary>The new documents do not have it.</summary>
    Removed,

    /// <summary>Severity warning in place of error.</summary>
    Downgraded,

    /// <summary>It speaks of fewer packets, workloads or policies.</summary>
    Narrowed,

    /// <summary>An exception is new, wider, or lives longer.</summary>
    Excepted,

    /// <summary>The new documents break it.</summary>
    Broken,
}

/// <summary>What a reviewer should know of one guardrail.</summary>
/// <param name="Guardrail">Of the old documents where it is removed or only they have what is broken; else of the new ones.</param>
/// <param name="IsOld">Whether it is judged as the old documents declare it.</param>
/// <param name="Violation">How it is broken; null where it is only weakened.</param>
/// <param name="IsByFacts">Only what facts report breaks it: the compiler leaves that out, and nothing is refused.</param>
/// <param name="Found">What was found, as a sentence without the guardrail's name.</param>
public sealed record GuardrailFinding(
    Guardrail Guardrail, GuardrailChange Change, bool IsOld, SourcePosition Position, string Found, GuardrailViolation? Violation, bool IsByFacts = false)
{
    /// <summary>Whether documents that do this are refused.</summary>
    public bool Refuses => Violation is { Refuses: true } && !IsByFacts;
}
