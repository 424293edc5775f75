using System.Collections.Immutable;

namespace ZtSegment.Language;

/// <summary>The bytes of one file of documents.</summary>
/// <param name="File">The name that positions carry.</param>
public sealed record SourceText(string File, ReadOnlyMemory<byte> Utf8);

/// <summary>What loading gives.</summary>
/// <param name="Intent">The documents that could be read and bound; null where a diagnostic is an error.</param>
/// <param name="Sound">Where there is no intent: the documents without an error, so that what else is to be said of them can be told too; else null.</param>
/// <param name="Diagnostics">Sorted by position, then code.</param>
public sealed record LoadResult(Intent? Intent, SoundDocuments? Sound, ImmutableArray<Diagnostic> Diagnostics);
