namespace ZtSegment.Language;

/// <summary>How much a <see cref="Diagnostic"/> matters: an error refuses the documents, a warning does under <c>--strict</c>, a note never does.</summary>
public enum Severity
{
    Note,
    Warning,
    Error,
}

/// <summary>Something a user should know of what they declared.</summary>
/// <param name="Code">Stable: <c>ZT</c> and four digits. ZT10xx: the shape of a document, which the JSON Schema refuses too.</param>
/// <param name="Message">What was found.</param>
/// <param name="Remedy">What would be right.</param>
/// <param name="Count">How many alike findings of one document are folded into this one; 1 for a single one.</param>
public sealed record Diagnostic(string Code, Severity Severity, SourcePosition Position, string Message, string Remedy, int Count = 1);
