using System.Collections.Immutable;

namespace ZtSegment.Language;

/// <summary>The bytes of one file of documents.</summary>
/// <param name="File">The name that positions carry.</param>
public sealed record SourceText(string File, ReadOnlyMemory<byte> Utf8);

/// <summary>What loading gives.</summary>
/// <param name="Intent">The documents that could be read and bound; null where a diagnostic is an error.</param>
/// <param name="Diagnostics">Sorted by position, then code.</param>
public sealed record LoadResult(Intent? Intent, ImmutableArray<Diagnostic> Diagnostics);
