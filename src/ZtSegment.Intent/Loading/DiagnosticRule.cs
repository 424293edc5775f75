namespace ZtSegment.Language;

/// <summary>A kind of finding. Codes are stable: a number is never given a second meaning.</summary>
/// <param name="Title">What is wrong, without the names and numbers of one case.</param>
public sealed record DiagnosticRule(string Code, Severity Severity, string Title);
